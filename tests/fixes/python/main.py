import asyncio
import sys

from app.chat import ask, ask_later, choose
from app.plain import plain

print("plain", plain("somebody", "hello"))
print(ask("somebody", "hello"))
print(asyncio.run(ask_later("hello")))
try:
    choose(sys.argv[1], "hello")
except ValueError as error:
    print(error)
