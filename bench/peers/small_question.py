"""The small question as a rule-based state machine of Hypothesis: small-question.ts runs it.

A machine of 4 devices, 3 PASIDs and 2 domains; attach, replace and detach, 20 operations a
sequence; after each the answer and the whole table are compared with a plain dictionary. Prints
steps and seconds of processor time.
"""
import sys
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

DEVICES, PASIDS, DOMAINS = 4, 3, 2
OPERATIONS = 20
steps = 0

device = st.integers(0, DEVICES - 1)
pasid = st.integers(1, PASIDS)
domain = st.integers(1, DOMAINS)


class Tables(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.tables = [{} for _ in range(DEVICES)]
        self.expected = {}

    def compare(self, done, expected):
        global steps
        steps += 1
        assert done == expected
        for dev in range(DEVICES):
            for p in range(1, PASIDS + 1):
                assert self.tables[dev].get(p, 0) == self.expected.get((dev, p), 0)

    @rule(dev=device, p=pasid, d=domain)
    def attach(self, dev, p, d):
        free = p not in self.tables[dev]
        if free:
            self.tables[dev][p] = d
        expected = (dev, p) not in self.expected
        self.expected.setdefault((dev, p), d)
        self.compare(free, expected)

    @rule(dev=device, p=pasid, d=domain)
    def replace(self, dev, p, d):
        there = p in self.tables[dev]
        if there:
            self.tables[dev][p] = d
        expected = (dev, p) in self.expected
        if expected:
            self.expected[(dev, p)] = d
        self.compare(there, expected)

    @rule(dev=device, p=pasid)
    def detach(self, dev, p):
        there = self.tables[dev].pop(p, None) is not None
        self.compare(there, self.expected.pop((dev, p), None) is not None)


started = time.process_time()
run_state_machine_as_test(
    seed(int(sys.argv[1]))(Tables),
    settings=settings(
        max_examples=int(sys.argv[2]),
        stateful_step_count=OPERATIONS,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    ),
)
print(steps, time.process_time() - started)
