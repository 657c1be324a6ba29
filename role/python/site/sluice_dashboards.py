"""Shows the batches of a stream on the page of an application that runs on Sluice:

    from sluice_dashboards import show
    show(counts, "orders per minute")
"""
import json
import math

from py4j.java_gateway import JavaPackage

ROWS_MAX = 100
NAME_BYTES_MAX = 256
TEXT_MAX = 200  # What is behind is not shown.


def show(stream, name, rows=20):
    """The first `rows` rows of each batch as a table, and the numbers of pairs and tuples as lines and bars. An output operation."""
    if not 1 <= rows <= ROWS_MAX:
        raise ValueError("a dashboard shows at least one row of a batch, and not so many: rows=%d max=%d" % (rows, ROWS_MAX))
    if len(_clean(name).encode()) > NAME_BYTES_MAX:
        raise ValueError("the name of a dashboard is too long: bytes=%d max=%d" % (len(_clean(name).encode()), NAME_BYTES_MAX))
    if isinstance(stream._sc._jvm.sluice.Dashboards, JavaPackage):
        raise RuntimeError("only Sluice has dashboards: run the program with `sluice run` or `sluice submit`")
    stream.foreachRDD(lambda time, rdd: _tell(_clean(name), time, rdd, rows))


def _tell(name, time, rdd, rows):
    taken = rdd.take(rows + 1)
    columns, shown = _table(taken[:rows])
    batch = json.dumps({"columns": columns, "rows": shown, "are_all": len(taken) <= rows})
    rdd.context._jvm.sluice.Dashboards.show(name, round(time.timestamp() * 1000), batch)


def _table(rows):
    """Columns as those of C++ programs; rows of different lengths have one."""
    lengths = {len(row) if isinstance(row, tuple) else 0 for row in rows}
    length = lengths.pop() if len(lengths) == 1 else 0
    if length == 0:
        return ["value"], [[_value(row)] for row in rows]
    columns = ["key", "value"] if length == 2 else ["_%d" % i for i in range(1, length + 1)]
    return columns, [[_value(value) for value in row] for row in rows]


def _value(value):
    if isinstance(value, int) and not isinstance(value, bool) and -(1 << 63) <= value < 1 << 63:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    return _clean(str(value)[:TEXT_MAX])


def _clean(text):
    """Without halves of characters, which no other program reads."""
    return text.encode("utf-8", "replace").decode()
