"""The service: uvicorn app.main:app"""

from typing import Literal

from fastapi import FastAPI, Request
from mistralai import Mistral
from pydantic import BaseModel, Field
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

from app.settings import MISTRAL_API_KEY
from app.support import SupportAgent
from app.triage import sort_ticket

app = FastAPI()
limiter = Limiter(key_func=get_remote_address)
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)
agent = SupportAgent()


class Question(BaseModel):
    text: str


class Ticket(BaseModel):
    text: str = Field(max_length=4000)
    user: str = Field(max_length=100)


class Translation(BaseModel):
    text: str
    model: Literal["mistral-small-latest", "mistral-medium-latest"] = "mistral-small-latest"


@app.post("/answer")
def answer(question: Question, model: str = "mistral-small-latest") -> dict[str, str]:
    return {"answer": agent.answer(question.text, model)}


@app.post("/escalate")
def escalate(question: Question) -> dict[str, str]:
    return {"note": agent.escalate(question.text)}


@app.post("/triage")
@limiter.limit("20/minute")
def triage(request: Request, ticket: Ticket) -> dict[str, str]:
    return {"queue": sort_ticket(ticket.text, ticket.user)}


@app.post("/translate")
async def translate(request: Translation) -> dict[str, str]:
    # The model is one of two, for pydantic refuses any other. No record is kept, though.
    async with Mistral(api_key=MISTRAL_API_KEY) as client:
        response = await client.chat.complete_async(
            model=request.model,
            messages=[{"role": "user", "content": f"Translate into English: {request.text}"}],
            max_tokens=1024,
        )
    return {"text": response.choices[0].message.content}
