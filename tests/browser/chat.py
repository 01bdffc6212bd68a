"""The widget as a test sees it: its parts by what they are called on screen."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

QUESTION = "What does a Senior ML Engineer earn in India?"
MARKED = """() => {
  const found = CSS.highlights?.get("roadmap-assistant-quote");
  const parts = found ?? [...document.querySelectorAll("mark")].map((mark) => mark.textContent);
  return [...parts].map((part) => String(part).trim()).join(" ");
}"""


class Chat:
    """The widget on `page`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.locator(".launcher")
        self.panel = page.locator(".panel")
        self.input = page.get_by_role("textbox", name="Ask a question")
        self.send = page.get_by_role("button", name="Send", exact=True)
        self.stop = page.get_by_role("button", name="Stop")
        self.sentences = page.locator(".sentence")
        self.chips = page.locator(".chip")
        self.card = page.locator(".card[id=card]")
        self.tools = page.locator(".tools")
        self.problem = page.locator(".problem")
        self.again = page.get_by_role("button", name="Ask again")
        self.suggestions = page.locator(".suggestion").filter(visible=True)
        self.status = page.locator(".panel [role=status]")

    def open(self) -> None:
        """Open the panel with its button."""
        self.launcher.click()
        expect(self.input).to_be_focused()

    def ask(self, question: str) -> None:
        """Type a question and send it with Enter."""
        if not self.panel.is_visible():
            self.open()
        self.input.fill(question)
        self.input.press("Enter")

    def answer(self, question: str = QUESTION) -> None:
        """Ask and wait for the whole answer."""
        before = self.tools.count()
        self.ask(question)
        expect(self.tools).to_have_count(before + 1)

    def marked(self) -> str:
        """The words that are highlighted on the page."""
        return str(self.page.evaluate(MARKED))

    def focused(self) -> Locator:
        """The element of the page (not of the widget) that has the focus."""
        return self.page.locator(":focus")
