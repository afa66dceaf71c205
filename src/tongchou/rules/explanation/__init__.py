"""Why a bill came out as it did: sentences in Chinese and English, written from the trace and never stored."""
