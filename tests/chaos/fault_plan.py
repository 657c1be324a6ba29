"""What goes wrong when: made of a mix, which is a text file of mixes/, and a seed. The same two give the same plan."""
import collections
import os
import random
import re
import tomllib

MIXES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mixes")
MACHINES = ["driver", "w1", "w2", "w3"]
WORKERS = MACHINES[1:]
SECONDS_UNTIL_NEXT = 3  # A machine that is well again is left alone for so long.

Rule = collections.namedtuple("Rule", "kind every lasts rate", defaults=[""])

# `machine` is where it happens; `other`, for a cable that carries one way, who is not heard there. `application`: index of the one
# that it happens to, where it happens to one.
Fault = collections.namedtuple("Fault", "at kind machine lasts other application rate")


def seconds(text):
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m)", text)
    if not match:
        raise ValueError('no time such as "300ms", "4s" or "2m": %s' % text)
    return float(match[1]) * {"ms": 0.001, "s": 1, "m": 60}[match[2]]


class FaultMix:
    """leave_alive: how many of the four machines nothing happens to at a time. rules: what happens again and again."""

    def __init__(self, text):
        items = tomllib.loads(text)
        self.leave_alive = items.pop("leave_alive")
        self.rules = [Rule(kind, seconds(rule.pop("every")), seconds(rule.pop("lasts", "0s")), **rule) for kind, rule in items.items()]


def read_mix(name):
    with open(os.path.join(MIXES, name + ".toml"), encoding="utf-8") as mix:
        return FaultMix(mix.read())


def machines_of(kind):
    """Where it can happen."""
    if kind in ("cut_both_ways", "cut_one_way", "slow_link", "kill_keeper", "full_disk"):
        return MACHINES
    return WORKERS if "worker" in kind or "executor" in kind else ["driver"]


def plan(mix, seed, length):
    """All faults of so many seconds, in order. No two happen to one machine at a time."""
    well_at = dict.fromkeys(MACHINES, 0.0)
    faults = []
    for fault in sorted(fault for rule in mix.rules for fault in _wanted(rule, seed, length)):
        ill = [machine for machine in MACHINES if well_at[machine] > fault.at]
        if fault.machine not in ill and len(ill) < len(MACHINES) - mix.leave_alive:
            well_at[fault.machine] = fault.at + fault.lasts + SECONDS_UNTIL_NEXT
            faults.append(fault)
    return faults


def _wanted(rule, seed, length):
    """What would happen if there were no other rule. A longer run begins as a shorter one."""
    rng = random.Random("%d %s" % (seed, rule.kind))
    at = rng.expovariate(1 / rule.every)
    while at < length:
        machine = rng.choice(machines_of(rule.kind))
        other = rng.choice([name for name in MACHINES if name != machine])
        yield Fault(at, rule.kind, machine, rng.uniform(0.3, 1) * rule.lasts, other, rng.randrange(2), rule.rate)
        at += rng.expovariate(1 / rule.every)
