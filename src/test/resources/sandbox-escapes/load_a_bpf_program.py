# A program into the kernel, of a kind that sees everything.
attribute = bytes([2, 0, 0, 0, 1, 0, 0, 0]) + bytes(120)
refused(lambda: call(321 if X86 else 280, 5, attribute, len(attribute)), 'EPERM')
