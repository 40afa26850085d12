"""
Makes one whisper file a series and writes its points into it, as carbon-cache would:
FOLDER VALUES SERIES SLOTS START STEP {STEP SLOTS}...
VALUES is a file of float64, series after series; NaN is no point.
"""
import array, json, os, sys
import whisper

folder, file = sys.argv[1:3]
series, slots, start, step, *archives = map(int, sys.argv[3:])
values = array.array("d")
with open(file, "rb") as source:
    values.frombytes(source.read())
os.makedirs(folder)
for n in range(series):
    path = os.path.join(folder, f"s{n}.wsp")
    whisper.create(path, list(zip(archives[0::2], archives[1::2])), sparse=True)
    own = values[n * slots:(n + 1) * slots]
    whisper.update_many(path, [(start + i * step, v) for i, v in enumerate(own) if v == v])
print(json.dumps({"bytes": os.path.getsize(os.path.join(folder, "s0.wsp"))}))
