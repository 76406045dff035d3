"""Programs for `weir run`, which find proxy and authority by their environment alone."""

import sys

# Each prints the body of a URL, or the text of a stream, and nothing else.
REQUESTS = "import requests, sys; sys.stdout.write(requests.get(sys.argv[1], timeout=20).text)"
HTTPX = "import httpx, sys; sys.stdout.write(httpx.get(sys.argv[1], timeout=20).text)"
URLLIB = "import urllib.request, sys; sys.stdout.write(urllib.request.urlopen(sys.argv[1]).read().decode())"
AIOHTTP = """
import aiohttp, asyncio, sys
async def main():
    async with aiohttp.ClientSession(trust_env=True) as session, session.get(sys.argv[1]) as answer:
        sys.stdout.write(await answer.text())
asyncio.run(main())
"""
PYTHON_CLIENTS = {"requests": REQUESTS, "httpx": HTTPX, "urllib": URLLIB, "aiohttp": AIOHTTP}

OPENAI = """
import openai, sys
client = openai.OpenAI(api_key="sk-run-secret", base_url=sys.argv[1] + "/v1" if sys.argv[1:] else None, max_retries=0)
with client.chat.completions.stream(model="openai-chat-text", messages=[]) as stream:
    print(stream.get_final_completion().choices[0].message.content)
"""
ANTHROPIC = """
import anthropic, sys
client = anthropic.Anthropic(api_key="sk-run-secret", base_url=sys.argv[1] if sys.argv[1:] else None, max_retries=0)
with client.messages.stream(model="anthropic-text", max_tokens=9, messages=[]) as stream:
    print(stream.get_final_text())
"""
GEMINI = """
import sys
from google import genai
options = genai.types.HttpOptions(base_url=sys.argv[1]) if sys.argv[1:] else None
client = genai.Client(api_key="sk-run-secret", vertexai=False, http_options=options)
print("".join(chunk.text for chunk in client.models.generate_content_stream(model="gemini-text", contents="Hi")))
"""
# The dialect's sample, its route, and the program that asks for it.
SDKS = {
    "openai-chat-text": ("openai", OPENAI),
    "anthropic-text": ("anthropic", ANTHROPIC),
    "gemini-text": ("gemini", GEMINI),
}

NODE = """
const base = process.env.OPENAI_BASE_URL ?? process.argv[1] + "/v1";
const body = JSON.stringify({ model: "openai-chat-text", stream: true, messages: [] });
fetch(base + "/chat/completions", { method: "POST", body }).then(
    async (answer) => process.stdout.write(await answer.text()),
    (error) => { console.error(String(error.cause ?? error)); process.exit(3); },
);
"""

JAVA = """
import java.net.URI;
import java.net.http.*;

public class Ask {
    public static void main(String[] arguments) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
        System.out.print(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
"""


def python(script: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", script, *map(str, arguments)]
