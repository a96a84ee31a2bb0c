"""Objects to arrays, the kernel driven over them, and tables made of what it leaves behind."""
