import asyncio

from app.chat import ask, ask_later, choose

print(ask("somebody", "hello"))
print(asyncio.run(ask_later("hello")))
try:
    choose("another-model", "hello")
except ValueError as error:
    print(error)
