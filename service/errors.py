"""Everything that can be wrong with a request, each error with its status. It knows nothing of how it is told.

RequestError
├── BrokenBodyError            400  a body that ends before it should
├── MalformedJsonError         400  not JSON, or not UTF-8
├── MalformedTextError         400  not text in the charset that is named
├── MalformedCsvError          400
├── MalformedZipError          400
├── MalformedFormError         400
├── InvalidParameterError      400  a query parameter
├── UnauthorizedError          401  no API key, or a wrong one
├── NotAcceptableError         406
├── RequestTimeoutError        408  the head or the body did not come in its time
├── LengthRequiredError        411  neither a length nor chunks
├── BodyTooLargeError          413
├── LineTooLongError           413
├── UnsupportedMediaTypeError  415
├── UnsupportedEncodingError   415
├── InvalidArticleError        422  JSON, but no article
├── ArticleTooLongError        422
├── InvalidBatchError          422
├── TooManyArticlesError       422
├── PageTooLongError           422
├── TooManyRequestsError       429
└── StoppingError              503
"""

from typing import ClassVar

# What a body may be; a refusal of any other names them.
MEDIA_TYPES = ("application/json", "application/x-ndjson", "text/plain", "text/csv", "multipart/form-data")


class RequestError(Exception):
    """Root of what can be wrong with a request.

    `pointer` is the place in the submitted JSON, `parameter` the query parameter, `limit` the limit that was
    passed, each where there is one; `headers` go with the response.
    """

    status: ClassVar[int]
    title: ClassVar[str]
    headers: ClassVar[dict[str, str]] = {}

    def __init__(
        self, detail: str, pointer: str | None = None, *, parameter: str | None = None, limit: int | None = None
    ) -> None:
        """Tell what is wrong and where, never what the article says."""
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer
        self.parameter = parameter
        self.limit = limit


class BrokenBodyError(RequestError):
    """The client went away, or framed or compressed its body wrongly."""

    status, title = 400, "Broken body"


class MalformedJsonError(RequestError):
    """The content is not JSON in UTF-8."""

    status, title = 400, "Malformed JSON"


class MalformedTextError(RequestError):
    """The content is not text in the charset that is named."""

    status, title = 400, "Malformed text"


class MalformedCsvError(RequestError):
    """The content is not CSV with a header."""

    status, title = 400, "Malformed CSV"


class MalformedZipError(RequestError):
    """The content is not a ZIP archive of text files."""

    status, title = 400, "Malformed ZIP"


class MalformedFormError(RequestError):
    """The content is not a form with one file."""

    status, title = 400, "Malformed form"


class InvalidParameterError(RequestError):
    """A query parameter is unknown or has a value it does not take."""

    status, title = 400, "Invalid parameter"


class UnauthorizedError(RequestError):
    """There is no API key, or it is wrong."""

    status, title = 401, "Unauthorized"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": "Bearer"}


class NotAcceptableError(RequestError):
    """The client takes nothing that can be given."""

    status, title = 406, "Not acceptable"


class RequestTimeoutError(RequestError):
    """The head or the body did not come in its time."""

    status, title = 408, "Request timeout"
    headers: ClassVar[dict[str, str]] = {"Connection": "close"}


class LengthRequiredError(RequestError):
    """The request has neither a length nor chunks, so that nobody knows whether it has a body."""

    status, title = 411, "Length required"


class BodyTooLargeError(RequestError):
    """A body that is read whole passes the limit."""

    status, title = 413, "Body too large"


class LineTooLongError(RequestError):
    """A line of NDJSON passes the limit."""

    status, title = 413, "Line too long"


class UnsupportedMediaTypeError(RequestError):
    """The content is of a kind that is not read here."""

    status, title = 415, "Unsupported media type"
    headers: ClassVar[dict[str, str]] = {"Accept": ", ".join(MEDIA_TYPES)}


class UnsupportedEncodingError(RequestError):
    """The content is compressed in a way that is not read here."""

    status, title = 415, "Unsupported encoding"
    headers: ClassVar[dict[str, str]] = {"Accept-Encoding": "gzip"}


class InvalidArticleError(RequestError):
    """The JSON is not an article."""

    status, title = 422, "Invalid article"


class ArticleTooLongError(RequestError):
    """A text or a headline passes the limit."""

    status, title = 422, "Article too long"


class InvalidBatchError(RequestError):
    """The JSON is neither an article nor a batch of them."""

    status, title = 422, "Invalid batch"


class TooManyArticlesError(RequestError):
    """A batch passes the limit."""

    status, title = 422, "Too many articles"


class PageTooLongError(RequestError):
    """A page passes the limit."""

    status, title = 422, "Page too long"


class TooManyRequestsError(RequestError):
    """The worker has as much to do as it takes on."""

    status, title = 429, "Too many requests"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}


class StoppingError(RequestError):
    """The worker has been told to stop and takes no more connections."""

    status, title = 503, "Stopping"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}
