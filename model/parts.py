"""The parts of an article on a newspaper page, each on lines of its own. Names only."""

KICKER, HEADLINE, SUBTITLE, BYLINE = "kicker", "headline", "subtitle", "byline"
# A paragraph that a line or a column ends too early goes on as CONTINUED. A MARK tells that the article goes on elsewhere.
PARAGRAPH, CONTINUED, CAPTION, MARK = "paragraph", "continued", "caption", "mark"
# To whoever reads line by line: the first paragraph of an article, a heading among its paragraphs, a byline below them.
LEAD, CROSSHEAD, SIGNATURE = "lead", "crosshead", "signature"
PARTS = (KICKER, HEADLINE, SUBTITLE, BYLINE, PARAGRAPH, CONTINUED, CAPTION, MARK)
