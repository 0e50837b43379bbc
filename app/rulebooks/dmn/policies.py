"""Hit policies as DMN files name them."""

from __future__ import annotations

from app.rulebooks.model import HitPolicy

NAMED = {
    HitPolicy.UNIQUE: ("UNIQUE", ""),
    HitPolicy.ANY: ("ANY", ""),
    HitPolicy.FIRST: ("FIRST", ""),
    HitPolicy.PRIORITY: ("PRIORITY", ""),
    HitPolicy.WORST: ("PRIORITY", ""),
    HitPolicy.RULE_ORDER: ("RULE ORDER", ""),
    HitPolicy.OUTPUT_ORDER: ("OUTPUT ORDER", ""),
    HitPolicy.COLLECT: ("COLLECT", ""),
    HitPolicy.SUM: ("COLLECT", "SUM"),
    HitPolicy.MAX: ("COLLECT", "MAX"),
    HitPolicy.MIN: ("COLLECT", "MIN"),
    HitPolicy.COUNT: ("COLLECT", "COUNT"),
}
"""``hitPolicy`` and ``aggregation``; 最重 is written as PRIORITY with the values turned round."""

MEANT = {said: policy for policy, said in NAMED.items() if policy is not HitPolicy.WORST}
