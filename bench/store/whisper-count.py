"""How many values each whisper file holds of a range: FROM UNTIL FILE..."""
import json, sys
import whisper

start, until = int(sys.argv[1]), int(sys.argv[2])
print(json.dumps([sum(v is not None for v in whisper.fetch(path, start, until)[1]) for path in sys.argv[3:]]))
