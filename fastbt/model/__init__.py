"""The nouns of trading as Python objects: values, identifiers, instruments, orders, events, positions.

Values (``Price``, ``Quantity``, ``Money``) are exact counts of their smallest unit; identifiers are typed
text; orders and positions change only by events and fills. Nothing here loops over rows: kernels do that.
"""
