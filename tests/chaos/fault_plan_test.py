import os
import unittest

from fault_plan import MACHINES, MIXES, FaultMix, plan, read_mix
from faults import make


class FaultPlan(unittest.TestCase):
    def setUp(self):
        self.mix = read_mix("all")

    def test_a_seed_gives_its_faults_again_and_another_gives_others(self):
        self.assertEqual(plan(self.mix, 1, 600), plan(self.mix, 1, 600))
        self.assertNotEqual(plan(self.mix, 1, 600), plan(self.mix, 2, 600))

    def test_a_longer_run_begins_as_a_shorter_one(self):
        self.assertEqual(plan(self.mix, 3, 600)[:len(plan(self.mix, 3, 60))], plan(self.mix, 3, 60))

    def test_enough_machines_are_left_alone_and_to_none_two_things_happen_at_a_time(self):
        faults = plan(self.mix, 4, 3600)
        for fault in faults:
            there = [f.machine for f in faults if f.at <= fault.at <= f.at + f.lasts]
            self.assertEqual(len(there), len(set(there)))
            self.assertLessEqual(len(there), len(MACHINES) - self.mix.leave_alive)

    def test_every_fault_of_every_mix_can_be_made_and_comes_in_ten_minutes_of_all(self):
        for name in os.listdir(MIXES):
            for rule in read_mix(name.removesuffix(".toml")).rules:
                make(rule.kind)
        self.assertEqual({fault.kind for fault in plan(self.mix, 5, 600)}, {rule.kind for rule in self.mix.rules})

    def test_a_time_without_a_unit_is_refused(self):
        with self.assertRaisesRegex(ValueError, "no time such as .*: 3"):
            FaultMix("leave_alive = 2\n[kill_executor]\nevery = \"3\"\n")


if __name__ == "__main__":
    unittest.main()
