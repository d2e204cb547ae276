"""示例县: a made-up county and the papers its units return.

Everything here is written without knowledge of how ``papers`` reads and ``rules`` judges: it is the other side of the
counter.  ``county`` makes the facts, ``faults`` spoils some of them, ``clerks`` lays them out the way twenty people do,
``files`` writes the bytes, ``expected`` writes down what a checker must find.  Same seed, same round.
"""
