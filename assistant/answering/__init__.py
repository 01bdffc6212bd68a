"""From a question in its conversation to a verified, cited answer; knows no page, no protocol."""
