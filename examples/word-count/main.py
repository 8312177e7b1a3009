"""Counts the words of a text: one JSON object in, one JSON document out."""
import json
import sys

request = json.load(sys.stdin)
words = request["text"].lower().split()
print("counting", len(words), "words", file=sys.stderr)  # stderr is the log
json.dump({"words": len(words), "unique": len(set(words))}, sys.stdout)
