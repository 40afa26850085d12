"""
Makes empty files `group<N>/s<M>.wsp`, M in four digits: enough for finding names, which graphite-web does by file names alone.
FOLDER GROUPS IN_GROUP
"""
import os, sys

folder, groups, in_group = sys.argv[1], *map(int, sys.argv[2:])
for group in range(groups):
    own = os.path.join(folder, f"group{group}")
    os.makedirs(own)
    for n in range(in_group):
        open(os.path.join(own, f"s{n:04}.wsp"), "w").close()
print("{}")
