"""From a learner's text to a checked syntax tree: what cannot be used is refused in one sentence, and nothing has run.

Three gates, one after another, so that no text is ever given to a gate that it could break:

1. `lines_of` and `plain` look at characters: length, brackets, numbers. They hand on plain ASCII without comments.
2. `ast.parse` reads it into a tree. It makes no code, and nothing is run.
3. `check` walks the tree, and lets through only the kinds of node that are listed here.
"""

import ast
import re
import textwrap
import unicodedata
import warnings

from playground.texts import N_, _, ngettext, number

CHARACTERS = 4000  # of a text
TOKENS = 1200
TOKENS_OF_A_LINE = 200  # bounds how deep a line can nest without brackets: - - - - 1
BRACKETS = 15  # inside one another
NODES = 1000
DEPTH = 25
LARGEST_WHOLE = 2**53  # up to here a float holds every whole number
FILENAME = "<your lines>"

# Python's parser may warn about a text. The warning would go to the server's log, and be about a visitor's typing.
warnings.filterwarnings("ignore", module=re.escape(FILENAME))


class Refusal(Exception):
    """What a learner's lines cannot do or have: a reason, the number of the line, and the kind of trouble.

    `kind` is for those who look for known mistakes: whatever is the same for the same trouble. `method` names the
    method of the course that it happened in, where there are two.
    """

    def __init__(self, reason, line=None, kind=None):
        super().__init__(reason)
        self.reason, self.line, self.kind, self.method = reason, line, kind, None

    def __str__(self):
        """One sentence, with the number of the line where there is one."""
        if self.line is None:
            return self.reason[0].upper() + self.reason[1:]
        return _("Line {line}: {reason}").format(line=self.line, reason=self.reason)


# --- 1. characters

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<string>\"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z) | '{3}(?:\\.|[^\\])*?(?:'{3}|\Z)
        | \"(?:\\.|[^\"\\\n])*\" | '(?:\\.|[^'\\\n])*')
    | (?P<number>\d\w*(?:\.\w*)?(?:(?<=[eE])[+-]\d+)?)
    | (?P<name>\w+)
    | (?P<newline>\n)
    | (?P<space>[ ]+)
    | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
NUMBER = re.compile(r"\d[\d_]*(\.[\d_]*)?([eE][+-]?\d+)?", re.ASCII)
LONGEST_NUMBER = 25


def lines_of(text):
    """Return the lines of a text, whatever ends them, with plain spaces; Refusal when it is too long."""
    if len(text) > CHARACTERS:
        reason = ngettext(
            "this is {count} character long, and at most {most} are allowed: the exercise needs a dozen lines.",
            "this is {count} characters long, and at most {most} are allowed: the exercise needs a dozen lines.",
            len(text),
        )
        raise Refusal(reason.format(count=number(len(text)), most=number(CHARACTERS)))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return re.sub(r"[^\S\n]", " ", text).split("\n")  # a space copied from a web page is often a non-breaking one


def tidy(lines):
    """Return pasted lines as one text, without the indentation that all of them share."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    # Copied from the middle of a line on, the first one has lost its indentation, and the others have not.
    if not lines[first].startswith(" ") and not lines[first].rstrip().endswith(":"):
        rest = textwrap.dedent("\n".join(lines[first + 1 :]))
        return "\n".join([*lines[: first + 1], rest])
    return textwrap.dedent("\n".join(lines))


def plain(text):
    """Return the text in ASCII, its comments left out and its strings emptied, with every line where it was."""
    parts, brackets, in_line, total, line = [], 0, 0, 0, 1
    before = ""
    for match in TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        if kind == "newline":
            line += 1
            if brackets == 0 and before != "\\":
                in_line = 0
        elif kind not in ("comment", "space"):
            in_line, total = in_line + 1, total + 1
            brackets = max(0, brackets + (token in ("(", "[", "{")) - (token in (")", "]", "}")))
        if brackets > BRACKETS:
            raise Refusal(_("brackets are nested more than {n} deep.").format(n=BRACKETS), line)
        if in_line > TOKENS_OF_A_LINE or total > TOKENS:
            raise Refusal(_("this is longer than anything the exercise needs."), line)
        parts.append(PLAIN[kind](token, before, line))
        line += token.count("\n") if kind == "string" else 0
        before = token
    return "".join(parts)


def _string(token, before, line):
    quote = token[:3] if token[:3] in ('"""', "'''") else token[0]
    if len(token) < 2 * len(quote) or not token.endswith(quote):
        raise Refusal(_("a quotation mark is opened here and never closed."), line)
    if before.lower() != "f" and re.match(r"\w", before[-1:] or " "):
        raise Refusal(_(TEXTS), line)
    return '""' + "\n" * token.count("\n")


def _number(token, before, line):
    if len(token) > LONGEST_NUMBER:
        raise Refusal(_("this number has more digits than the exercise can need."), line)
    if not NUMBER.fullmatch(token):
        if token.isascii():
            raise Refusal(_("“{token}” is neither a number nor a name.").format(token=token), line)
        return _strange(token, before, line)
    return token


def _strange(token, before, line):
    """Refuse the first character that is not ASCII, by its name: a look-alike cannot be told from its picture."""
    strange = next((c for c in token if not " " <= c <= "~"), None)
    if strange is None:
        return token
    name = unicodedata.name(strange, _("a character without a name"))
    reason = _("there is a character that Python code does not have, {name} (U+{code:04X}): type it anew.")
    raise Refusal(reason.format(name=name, code=ord(strange)), line)


PLAIN = {
    "comment": lambda token, before, line: "",
    "string": _string,
    "number": _number,
    "name": _strange,
    "newline": lambda token, before, line: token,
    "space": lambda token, before, line: token,
    "other": _strange,
}

# --- 2. the tree

# Python's usual messages, found by a part of each; most of the others mean that something is missing.
SYNTAX = {
    "was never closed": N_("a bracket is opened here and never closed."),
    "unmatched": N_("a bracket is closed here that was never opened."),
    "expected ':'": N_("a colon is missing at the end of this line."),
    "expected an indented block": N_("this line must be indented: it belongs to the loop, or the “if”, above it."),
    "indent": N_("the spaces at the beginning of this line do not match those of the lines above it."),
    "does not match": N_("the brackets do not match: is one missing, or of another kind?"),
    "assign to": N_("there must be a name on the left of =; two values are compared with ==."),
    "": N_("Python cannot read this: is an operator, a comma or a bracket missing here?"),
}


def tree_of(code):
    """Return the syntax tree of plain code, in which print and assert do nothing."""
    try:
        tree = ast.parse(code, FILENAME)
    except SyntaxError as error:
        reason = next(sentence for part, sentence in SYNTAX.items() if part in str(error.msg))
        raise Refusal(_(reason), min(error.lineno or 1, code.count("\n") + 1)) from None
    except (ValueError, RecursionError, MemoryError, Warning):
        raise Refusal(_("Python cannot read these lines: are they nested too deep?")) from None
    for block in [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.For | ast.If)]:
        block.body = [_without_remarks(node) for node in block.body]
        if not isinstance(block, ast.Module):
            block.orelse = [_without_remarks(node) for node in block.orelse]
    return tree


def _without_remarks(node):
    """Return a statement, or, for one that changes no value, such as print(dz.shape), one that does nothing."""
    prints = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name)
    if isinstance(node, ast.Assert) or (prints and node.value.func.id == "print"):
        return ast.copy_location(ast.Pass(), node)
    return node


# --- 3. the kinds of node

STATEMENTS = (ast.Module, ast.Expr, ast.Assign, ast.AugAssign, ast.For, ast.If, ast.Return, ast.Pass)
EXPRESSIONS = (
    ast.BinOp, ast.UnaryOp, ast.Compare, ast.IfExp, ast.Constant, ast.Name, ast.Attribute, ast.Call, ast.keyword,
    ast.Subscript, ast.Slice, ast.Tuple, ast.List, ast.Load, ast.Store,
)  # fmt: skip
OPERATORS = (
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.Pow, ast.UAdd, ast.USub, ast.Invert,
    ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq,
)  # fmt: skip
ALLOWED = frozenset(STATEMENTS + EXPRESSIONS + OPERATORS)

TEXTS = N_("text in quotation marks cannot be used here: the exercise needs numbers and arrays only.")
_DEF = N_("“def” cannot be used here: type only the lines that stand inside the method.")
_LIST = N_("a comprehension cannot be used here: write a for loop through the layers, or one formula for whole arrays.")
_IMPORT = N_("“import” cannot be used here: NumPy is there already, as np.")
_LOGIC = N_("“and”, “or” and “not” cannot be used here: the exercise needs arithmetic only.")
_TRY = N_("“try” cannot be used here: whatever goes wrong is explained in a sentence.")
_ASYNC = N_("“await” and “async” cannot be used here: the exercise runs from the top to the bottom.")
_YIELD = N_("“yield” cannot be used here: backward returns its result with return.")
_MATCH = N_("“match” cannot be used here: the course's formulas hold for every example alike.")
_LEAVE = N_("a loop cannot be left early here: backpropagation visits every layer.")
_STAR = N_("a star in front of a name cannot be used here: pass each value by itself.")
_NAMES = N_("“global” and “nonlocal” cannot be used here: plain names are enough.")
_BITS = N_("this operator cannot be used here, only +, -, *, /, @ and **.")
_IS = N_("“is” and “in” cannot be used here: the exercise needs arithmetic only.")
REFUSED = {
    "While": N_("a while loop cannot be used here: the exercise needs a for loop only."),
    "FunctionDef": _DEF,
    "AsyncFunctionDef": _ASYNC,
    "AsyncFor": _ASYNC,
    "AsyncWith": _ASYNC,
    "Await": _ASYNC,
    "ClassDef": N_("“class” cannot be used here: type only the lines that stand inside the method."),
    "Lambda": N_("“lambda” cannot be used here: the course's functions are there already."),
    "ListComp": _LIST,
    "SetComp": _LIST,
    "DictComp": _LIST,
    "GeneratorExp": _LIST,
    "JoinedStr": N_("f-strings cannot be used here: the exercise needs numbers and arrays only."),
    "Dict": N_("curly brackets cannot be used here: the exercise needs numbers and arrays only."),
    "Set": N_("curly brackets cannot be used here: the exercise needs numbers and arrays only."),
    "Import": _IMPORT,
    "ImportFrom": _IMPORT,
    "Global": _NAMES,
    "Nonlocal": _NAMES,
    "Try": _TRY,
    "TryStar": _TRY,
    "With": N_("“with” cannot be used here: there is nothing to open and to close."),
    "Raise": N_("“raise” cannot be used here: the exercise needs no errors of its own."),
    "Delete": N_("“del” cannot be used here: nothing needs to be thrown away."),
    "Yield": _YIELD,
    "YieldFrom": _YIELD,
    "NamedExpr": N_("“:=” cannot be used here: give a name its value on a line of its own."),
    "Starred": _STAR,
    "AnnAssign": N_("a name with a type cannot be used here: leave out the colon and what follows it."),
    "Match": _MATCH,
    "Break": _LEAVE,
    "Continue": _LEAVE,
    "BoolOp": _LOGIC,
    "Not": _LOGIC,
    "Is": _IS,
    "IsNot": _IS,
    "In": _IS,
    "NotIn": _IS,
} | dict.fromkeys(("FloorDiv", "Mod", "BitAnd", "BitOr", "BitXor", "LShift", "RShift"), _BITS)
OTHER = N_("this part of Python cannot be used here: the exercise needs arithmetic, names, calls and a for loop.")


def is_blank(name):
    """True for ___, a blank that is still to be filled."""
    return len(name) > 1 and not name.strip("_")


def check(tree):
    """Raise Refusal for the first part of the tree that cannot be used."""
    waiting, nodes = [(tree, 0, 1)], 0
    while waiting:
        node, depth, line = waiting.pop()
        line = node.lineno if "lineno" in node._attributes else line
        nodes += 1
        if nodes > NODES or depth > DEPTH:
            raise Refusal(_("this is longer, or nested deeper, than anything the exercise needs."), line)
        if type(node) not in ALLOWED:
            raise Refusal(_(REFUSED.get(type(node).__name__, OTHER)), line)
        if type(node) in RULES:
            RULES[type(node)](node, line)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            continue  # a docstring that was pasted with the lines
        waiting.extend((child, depth + 1, line) for child in reversed(list(ast.iter_child_nodes(node))))


def _check_constant(node, line):
    value = node.value
    if isinstance(value, str | bytes):
        raise Refusal(_(TEXTS), line)
    if isinstance(value, complex):
        raise Refusal(_("complex numbers cannot be used here: the exercise needs real numbers only."), line)
    if isinstance(value, int | float) and abs(value) > (LARGEST_WHOLE if isinstance(value, int) else 1e300):
        raise Refusal(_("this number is larger than the exercise can need."), line)


def _check_name(name, line, underscores="_"):
    if name.startswith(underscores) and not is_blank(name):
        raise Refusal(_("a name that begins with an underscore cannot be used here."), line)


def _check_for(node, line):
    if node.orelse:
        raise Refusal(_("a loop cannot have an else here."), line)
    _check_no_return(node, _("a return inside the loop would end the method before the last iteration."))


def _check_if(node, line):
    _check_no_return(
        node, _("a return inside an “if” cannot be used here: keep the value under a name, and return that at the end.")
    )


def _check_no_return(node, reason):
    for inner in ast.walk(node):
        if isinstance(inner, ast.Return):
            raise Refusal(reason, inner.lineno)


def _check_keyword(node, line):
    if node.arg is None:
        raise Refusal(_(_STAR), line)
    _check_name(node.arg, line)


def _check_compare(node, line):
    if len(node.ops) > 1:
        raise Refusal(_("two comparisons in one cannot be used here: compare two values at a time."), line)


def _check_call(node, line):
    names = [keyword.arg for keyword in node.keywords]
    if len(set(names)) < len(names):
        raise Refusal(_("a name is used twice in one call."), line)


RULES = {
    ast.Call: _check_call,
    ast.Constant: _check_constant,
    ast.Name: lambda node, line: _check_name(node.id, line, "__"),  # _ is a name that many give what they do not need
    ast.Attribute: lambda node, line: _check_name(node.attr, line),
    ast.keyword: _check_keyword,
    ast.For: _check_for,
    ast.If: _check_if,
    ast.Compare: _check_compare,
}
