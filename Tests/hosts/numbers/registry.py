"""Which check belongs to which method, and the kinds of inputs that each check is run on.

A check takes a Case, makes inputs with it, calls the method and compares with float64 arithmetic written from the method's
paper. It knows nothing of the library's own code.
"""

#: Inputs as they come, and those on which methods go wrong.
FLAVOURS = {
    "normal": 14,  # random values
    "ties": 4,  # few different rows or values, each several times: exact ties
    "equal": 3,  # everything the same
    "zero": 3,  # a third of the rows or values is zero
    "huge": 3,  # one value is enormous
    "near": 3,  # rows or values that differ in their last digits only
    "large": 2,  # random values, many of them: more than fit into one block of any kernel
}

ALL = tuple(FLAVOURS)
#: Where an enormous value only makes everything overflow or vanish.
SMOOTH = ("normal", "ties", "equal", "zero", "near", "large")
#: Where there is no float data.
ONCE = ("normal", "large")
CHECKS = {}


class Check:
    def __init__(self, function, flavours, rounds):
        self.function, self.flavours, self.rounds = function, flavours, rounds


def check(*names, flavours=ALL, rounds=1.0):
    """Registers a function as the check of methods, by their Python names without `pith.`."""

    def register(function):
        for name in names:
            assert name not in CHECKS, f"{name} has two checks"
            CHECKS[name] = Check(function, flavours, rounds)
        return function

    return register
