"""Exact arithmetic on int64: products through 128 bits, divided and rounded half away from zero.

Kernels never wrap and never raise: what leaves 64 bits is ``NOTHING`` and the caller ends the run with a
status.
128-bit *division* is not used: LLVM calls a compiler-runtime symbol for it that is not there on every
platform. The slow path is Knuth's division of 128 by 64 bits in 32-bit digits, on unsigned intrinsics over
int64 (mixing int64 and uint64 in Numba gives float64).
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from fastbt.kernels.jit import helper
from fastbt.kernels.state import LIMIT, NOTHING, RATE

I64 = types.int64
LOW32 = 0xFFFFFFFF


def _unsigned(operation: str) -> Any:
    """Make an intrinsic of two int64 read as uint64."""

    @intrinsic
    def apply(typingctx: Any, a: Any, b: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            if operation == "less":
                return builder.zext(builder.icmp_unsigned("<", args[0], args[1]), ir.IntType(64))
            if operation == "divide":
                return builder.udiv(args[0], args[1])
            if operation == "shift_right":
                return builder.lshr(args[0], args[1])
            wide = ir.IntType(128)
            extend = builder.sext if operation == "signed_high" else builder.zext
            product = builder.mul(extend(args[0], wide), extend(args[1], wide))
            return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

        return I64(I64, I64), codegen

    return apply


unsigned_less = _unsigned("less")
unsigned_divide = _unsigned("divide")
shift_right = _unsigned("shift_right")
multiply_high = _unsigned("high")
"""High 64 bits of the unsigned product."""
multiply_high_signed = _unsigned("signed_high")


@intrinsic
def leading_zeros(typingctx: Any, word: Any) -> Any:
    """Number of zero bits above the highest one of a non-zero word."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ctlz(args[0], ir.Constant(ir.IntType(1), 1))

    return I64(I64), codegen


def reciprocal_of(divisor: int) -> tuple[int, int]:
    """Reciprocal and shift with which ``divide_fast`` divides by ``divisor``, as int64 bit patterns."""
    shift = (divisor - 1).bit_length()
    factor = -(-(1 << (63 + shift)) // divisor)
    return (factor - (1 << 64) if factor >= 1 << 63 else factor), shift


RATE_RECIPROCAL, RATE_SHIFT = reciprocal_of(RATE)


@helper(I64(I64, I64, I64, I64), inline=True)
def divide_fast(product: int, reciprocal: int, shift: int, divisor: int) -> int:
    """product / divisor for 0 <= product < 2^62 and divisor > 1, rounded half up, without a division.

    floor((n + d / 2) / d) by multiplying with ceil(2^(63 + shift) / d), exact for n below 2^63 (Granlund and
    Montgomery, Division by invariant integers using multiplication, 1994).
    """
    return shift_right(multiply_high((product + (divisor >> 1)) << 1, reciprocal), shift)


@helper(types.UniTuple(I64, 2)(I64, I64, I64))
def divide_wide(high: int, low: int, divisor: int) -> tuple[int, int]:
    """Quotient and remainder of the unsigned 128-bit (high, low) by ``divisor`` > ``high``.

    Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D with two digits of 32 bits. ``divisor`` <
    2^63.
    """
    shift = leading_zeros(divisor)
    d = divisor << shift
    d1 = shift_right(d, 32)
    d0 = d & LOW32
    # shift is at least 1, since the divisor is below 2^63
    n32 = (high << shift) | shift_right(low, 64 - shift)
    n10 = low << shift
    n1 = shift_right(n10, 32)
    n0 = n10 & LOW32

    q1 = unsigned_divide(n32, d1)
    r = n32 - q1 * d1
    while q1 > LOW32 or unsigned_less((r << 32) | n1, q1 * d0) == 1:
        q1 -= 1
        r += d1
        if r > LOW32:
            break
    n21 = (n32 << 32) + n1 - q1 * d

    q0 = unsigned_divide(n21, d1)
    r = n21 - q0 * d1
    while q0 > LOW32 or unsigned_less((r << 32) | n0, q0 * d0) == 1:
        q0 -= 1
        r += d1
        if r > LOW32:
            break
    remainder = shift_right((n21 << 32) + n0 - q0 * d, shift)
    return (q1 << 32) + q0, remainder


@helper(types.UniTuple(I64, 2)(I64, I64, I64))
def divide_product(a: int, b: int, divisor: int) -> tuple[int, int]:
    """Floor and remainder of |a x b| / divisor; the quotient is NOTHING when it leaves 62 bits."""
    low = a * b
    if multiply_high_signed(a, b) == low >> 63:
        size = low if low >= 0 else -low
        if size >= 0:
            quotient = size // divisor
            if quotient >= LIMIT:
                return NOTHING, 0
            return quotient, size - quotient * divisor
    size_a = a if a >= 0 else -a
    size_b = b if b >= 0 else -b
    high = multiply_high(size_a, size_b)
    if unsigned_less(high, divisor) == 0:
        return NOTHING, 0
    quotient, remainder = divide_wide(high, size_a * size_b, divisor)
    if quotient < 0 or quotient >= LIMIT:
        return NOTHING, 0
    return quotient, remainder


@helper(I64(I64, I64, I64))
def multiply_divide(a: int, b: int, divisor: int) -> int:
    """a x b / divisor, rounded half away from zero; NOTHING when it leaves 62 bits. ``divisor`` > 0."""
    quotient, remainder = divide_product(a, b, divisor)
    if quotient == NOTHING:
        return NOTHING
    if remainder >= divisor - remainder:
        quotient += 1
        if quotient >= LIMIT:
            return NOTHING
    return quotient if (a ^ b) >= 0 else -quotient


@helper(I64(I64, I64, I64, I64))
def multiply_by_rate(a: int, b: int, rate: int, divisor: int) -> int:
    """a x b x rate / divisor, rounded once; NOTHING when a x b / divisor or it leaves 62 bits.

    ``rate`` in 10^-12, in size below 2^62; ``divisor`` > 0. With a x b = q x divisor + r it is q x rate
    plus r x rate / divisor, whose fraction of a unit of 10^-12 is too small to change how it is rounded.
    """
    whole, rest = divide_product(a, b, divisor)
    if whole == NOTHING:
        return NOTHING
    quotient, remainder = divide_product(whole, rate, RATE)
    if quotient == NOTHING:
        return NOTHING
    remainder += divide_product(rest, rate, divisor)[0]
    quotient += remainder // RATE
    if remainder % RATE >= RATE // 2:
        quotient += 1
    if quotient >= LIMIT:
        return NOTHING
    return quotient if (a ^ b ^ rate) >= 0 else -quotient


@helper(I64(I64, I64, I64))
def multiply_divide_floor(a: int, b: int, divisor: int) -> int:
    """a x b / divisor for a, b >= 0, rounded down; NOTHING when it leaves 62 bits."""
    return divide_product(a, b, divisor)[0]


@helper(I64(I64, I64, I64))
def multiply_divide_ceiling(a: int, b: int, divisor: int) -> int:
    """a x b / divisor for a, b >= 0, rounded up; NOTHING when it leaves 62 bits."""
    quotient, remainder = divide_product(a, b, divisor)
    if quotient == NOTHING:
        return NOTHING
    if remainder > 0:
        quotient += 1
    return NOTHING if quotient >= LIMIT else quotient


@helper(I64(I64, I64), inline=True)
def round_to(value: int, step: int) -> int:
    """The multiple of ``step`` nearest to ``value``, half away from zero."""
    size = value if value >= 0 else -value
    rounded = (size + (step >> 1)) // step * step
    return rounded if value >= 0 else -rounded


@helper(I64(I64, I64), inline=True)
def round_up_to(value: int, step: int) -> int:
    """The smallest multiple of ``step`` at or above ``value``."""
    return -((-value) // step) * step


@helper(I64(I64, I64), inline=True)
def round_down_to(value: int, step: int) -> int:
    """The largest multiple of ``step`` at or below ``value``."""
    return value // step * step
