# SPDX-License-Identifier: BSL-1.0
"""Runs the benchmark programs and reports what came out: text tables, JSON, CSV and a page."""
