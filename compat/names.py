"""Prints every public name of the modules of Twisted that names.tsv speaks of, one "module<TAB>name" a line.

A class is followed by what it defines itself: methods, class attributes, the attributes of its instances that its __init__ sets.
"""
import ast
import importlib
import inspect
import sys
import textwrap
import warnings

warnings.simplefilter("ignore")

MODULES = """
twisted.internet.abstract twisted.internet.address twisted.internet.base twisted.internet.defer twisted.internet.endpoints
twisted.internet.error twisted.internet.interfaces twisted.internet.main twisted.internet.protocol twisted.internet.ssl
twisted.internet.stdio twisted.internet.task twisted.internet.tcp twisted.internet.testing twisted.internet.threads
twisted.internet.udp twisted.internet.unix twisted.internet.utils twisted.logger twisted.protocols.basic
twisted.protocols.policies twisted.protocols.tls twisted.python.failure twisted.python.log twisted.python.threadpool
twisted.trial.unittest twisted.web._newclient twisted.web.client twisted.web.error twisted.web.http_headers twisted.web.iweb
""".split()


def set_by_init(cls):
    """The public attributes that __init__ gives an instance."""
    init = vars(cls).get("__init__")
    if hasattr(cls, "__attrs_attrs__"):
        yield from (a.name for a in cls.__attrs_attrs__)
    if not inspect.isfunction(init):
        return
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(init)))
    except (OSError, TypeError, SyntaxError):
        return
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
        ):
            yield node.attr


def names(name):
    module = importlib.import_module(name)
    exported = getattr(module, "__all__", ())
    for key, value in vars(module).items():
        if key.startswith("_") or inspect.ismodule(value):
            continue
        home = getattr(value, "__module__", None)
        if home is not None and home != name and key not in exported:
            continue  # Imported for its own use.
        if home is None and key not in exported and isinstance(value, (int, str, bool)) and not is_assigned(module, key):
            continue
        yield key
        members = set()
        if inspect.isclass(value):
            members = set(vars(value)) | set(set_by_init(value))
        elif type(value).__name__ == "InterfaceClass":
            members = set(value.names())
        yield from (f"{key}.{member}" for member in members if not member.startswith("_"))


def is_assigned(module, key):
    """Whether a constant is the module's own, and not one that it imports."""
    return any(
        isinstance(target, ast.Name) and target.id == key
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    )


if __name__ == "__main__":
    for module in sys.argv[1:] or MODULES:
        for found in sorted(set(names(module))):
            print(f"{module}\t{found}")
