"""What the programs of this folder understand on their command line alike."""

import argparse
import os
import sys

from pipewright_client import CallFailed

DEFAULT_TARGET = "127.0.0.1:7443"


def new_parser(doc):
    """A parser that knows --target, and shows `doc` as it was written."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default=os.environ.get("PIPEWRIGHT_TARGET", DEFAULT_TARGET), metavar="HOST:PORT",
                        help="where the server listens (default: $PIPEWRIGHT_TARGET or %(default)s)")
    return parser


def run(main, *arguments):
    """The exit status of main(*arguments), which ends with the server's words when it refuses a call or isn't there."""
    try:
        return main(*arguments)
    except CallFailed as failed:
        print(f"error: {failed}", file=sys.stderr)
        return 1
