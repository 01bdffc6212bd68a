"""From a page's file to typed records and the chunks that are indexed."""
