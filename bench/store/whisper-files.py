"""
Makes files with these archives, writes `points` of the finest step into each and reads them again, as graphite-web does:
FOLDER FILES POINTS STEP {STEP SLOTS}...
"""
import json, os, sys, time
import whisper

folder, files, points, step, *archives = sys.argv[1], *map(int, sys.argv[2:])
now = int(time.time()) // step * step
paths = [os.path.join(folder, f"{i}.wsp") for i in range(files)]
for path in paths:
    whisper.create(path, list(zip(archives[0::2], archives[1::2])), sparse=True)
    if points:
        whisper.update_many(path, [(now - (points - i) * step, i * 1.001) for i in range(points)])


def timed(chosen):
    start = time.perf_counter()
    for path in chosen:
        whisper.fetch(path, now - points * step, now)
    return (time.perf_counter() - start) * 1000


print(json.dumps({
    "fileBytes": os.path.getsize(paths[0]),
    "oneMs": [timed([paths[n * 7919 % files]]) for n in range(min(200, points))],
    "allMs": [timed(paths) for _ in range(5 if points else 0)],
}))
