"""What happens when something is gone, computed: from components, needs, places and journeys.

``system`` is what it is computed from, ``semantics`` what it means, ``spread`` the answer for many
faults at once, ``functions`` the exact Boolean functions of it. docs/failure.md states it for people.
"""
