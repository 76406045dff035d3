"""generateContent: thoughts and texts in parts, whole function calls, running usage."""

from generated.case import Case, Dice, Truth, sse


def generate(seed: int) -> Case:
    dice = Dice(f"gemini {seed}")
    truth = Truth(text=dice.text(), tools=dice.tools(ids=None), finish="STOP")
    truth.reasoning = dice.text() if dice.chance(0.5) else ""
    thoughts = dice.randint(1, 99) if truth.reasoning else 0
    truth.input_tokens, truth.output_tokens = dice.randint(1, 999), thoughts + 100
    parts = [{"text": piece, "thought": True} for piece in dice.pieces(truth.reasoning) if truth.reasoning]
    parts += [{"text": piece} for piece in dice.pieces(truth.text)]
    parts += [{"functionCall": {"name": tool.name, "args": tool.arguments}} for tool in truth.tools]
    chunks = []
    while parts:
        count = dice.randint(1, 3)
        chunks.append({"content": {"parts": parts[:count], "role": "model"}, "index": 0})
        parts = parts[count:]
    chunks[-1]["finishReason"] = truth.finish
    counts = {"promptTokenCount": truth.input_tokens, "candidatesTokenCount": 100}
    if thoughts:
        counts["thoughtsTokenCount"] = thoughts
    usage = {**counts, "totalTokenCount": truth.input_tokens + truth.output_tokens}
    head = {"modelVersion": "gemini-test", "responseId": "r1"}
    line_end = dice.choice(["\n", "\r\n"])
    blocks = [
        sse({"candidates": [chunk], "usageMetadata": usage, **head}, dice, line_end=line_end) for chunk in chunks
    ]
    path = "/v1beta/models/gemini-test:streamGenerateContent?alt=sse"
    return Case("gemini.generate", path, "text/event-stream", blocks, truth, {"contents": []})
