"""Signatures that people make with OpenSSH keys, checked without a program. Data in, data out.

``armour`` and ``sshsig`` read a signature, ``keys`` and ``certificates`` what made it, ``allowed``
the list of who may sign, ``verify`` says whether it fits; ``statement`` is what is signed.
Whatever is refused is refused with :class:`Refused`, whose text is the sentence that a user reads.
"""
