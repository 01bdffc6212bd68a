"""Tests of the pages and the widget in a real Chromium."""
