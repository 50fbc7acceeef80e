"""Classes for the frameworks that retrieve text: ``pith.integrations.langchain`` and ``pith.integrations.llama_index``.

Each module needs its framework, which ``import pith`` does not.
"""
