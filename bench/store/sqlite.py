"""A row a point: WITHOUT ROWID, primary key (id, ts), WAL, synchronous=NORMAL, one transaction a flush by executemany."""
import array, json, os, sqlite3, sys, time
from itertools import repeat

folder, series, flushes, distinct, t0, reads = sys.argv[1], *map(int, sys.argv[2:])
made = []
with open(os.path.join(folder, "values"), "rb") as f:
    for _ in range(distinct):
        values = array.array("d")
        values.fromfile(f, series)
        made.append(values.tolist())
path = os.path.join(folder, "db")
db = sqlite3.connect(path, isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=NORMAL")
db.execute("CREATE TABLE points (id INTEGER, ts INTEGER, value REAL, PRIMARY KEY (id, ts)) WITHOUT ROWID")
before = time.process_time()
for i in range(flushes):
    db.execute("BEGIN")
    db.executemany("INSERT OR REPLACE INTO points VALUES (?, ?, ?)", zip(range(series), repeat(t0 + 10 + i * 10), made[i % distinct]))
    db.execute("COMMIT")
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
cpu_s = time.process_time() - before


def timed(ids):
    start = time.perf_counter()
    count = 0
    for one in ids:
        count += len(db.execute("SELECT ts, value FROM points WHERE id = ? AND ts > ? AND ts <= ?", (one, t0, t0 + flushes * 10)).fetchall())
    assert count == len(ids) * flushes, count
    return (time.perf_counter() - start) * 1000


many = min(1000, series)
print(json.dumps({
    "version": sqlite3.sqlite_version,
    "flushes": flushes,
    "pointsPerCpuS": series * flushes / cpu_s,
    "bytesPerPoint": os.path.getsize(path) / (series * flushes),
    "oneMs": [timed([n * 7919 % series]) for n in range(reads)],
    "scatteredMs": [timed([(k * (series // many) + n) % series for k in range(many)]) for n in range(min(reads, 5))],
    "adjacentMs": [timed(range(many)) for n in range(min(reads, 5))],
}))
