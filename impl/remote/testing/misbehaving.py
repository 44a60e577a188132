#!/usr/bin/env python3
"""A driver that misbehaves in the way that its first argument names, where PASID 13 is named.

Every other scenario is answered: each function is alone in its group, every operation is refused.
"""
import os
import signal
import subprocess
import sys
import time

MODE = sys.argv[1]
HELLO = """pasidcheck-driver 1
name misbehaving
sentence It shows what becomes of drivers that misbehave.
contract sound
compares calls none
ready"""


def say(text, end="\n"):
    print(text, end=end, flush=True)


def sleep():
    while True:
        time.sleep(60)


def answer(number, lines, errno=22):
    columns = next(len(line.split()) - 1 for line in lines if line.startswith("pasids "))
    functions = sum(line.startswith("function ") for line in lines)
    operations = sum(line.startswith("op ") for line in lines)
    row = " ".join(["I"] + ["-"] * (columns - 1))
    told = [f"fn {i} {i + 1} 4 {row} {row}{' 0' * columns}" for i in range(functions)]
    done = [f"op {i} -{errno}" for i in range(operations)]
    return [f"answer {number}", *told, *done, f"end {number}"]


def misbehave(number, lines):
    usual = answer(number, lines)
    if MODE == "hangs":
        sleep()
    elif MODE == "exits":
        say("\n".join(usual[:2]))
        print("something is wrong", file=sys.stderr, flush=True)
        sys.exit(3)
    elif MODE == "aborts":
        print("[ 1.0] BUG: a \x1b[31mred\x1b[0m failure", file=sys.stderr)
        print("[ 1.1] RIP: 0010:somewhere+0x10", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGSEGV)
    elif MODE == "malformed":
        say("\n".join([usual[0], "fn 0 1 9 I I 0", *usual[2:]]))
    elif MODE == "long-line":
        say("\n".join([usual[0], "warn " + "x" * 70000]))
    elif MODE == "endless-line":
        while True:
            say("x" * 60000, end="")
    elif MODE == "wrong-id":
        say("\n".join(answer(int(number) + 1, lines)))
    elif MODE == "talks":
        say("\n".join([*usual, *usual]))
    elif MODE == "escapes":
        sleeper = [sys.executable, "-c", "import time; time.sleep(9)"]
        subprocess.Popen(sleeper, start_new_session=True)
        sys.exit(4)
    elif MODE == "dies":
        say("\n".join([*usual[:-2], "dying 0"]))
        print("BUG: noise\n==== the kernel's log ====\nRIP: 0033:somewhere+0x1/0x2", file=sys.stderr)
        print("RAX: 0000000000000000\nKernel panic - not syncing: a fault", file=sys.stderr, flush=True)
        os.abort()
    elif MODE == "dies-late":
        say("\n".join([*usual[:-1], "dying 1"]))
        os.abort()
    elif MODE == "dies-twice":
        say("\n".join([*usual[:-1], "dying 0"]))
        os.abort()
    elif MODE == "bye":
        say("\n".join([*usual, "bye"]))
        sleep()
    elif MODE == "closes":
        os.close(1)
        sleep()
    elif MODE == "once" and not os.path.exists(sys.argv[2]):
        with open(sys.argv[2], "w", encoding="ascii"):
            sys.exit(5)
    else:
        say("\n".join(usual))


def main():
    if MODE == "stubborn":
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", *sys.argv[2:]],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(os.environ["TMPDIR"], "left-behind"), "w", encoding="ascii"):
            pass
    if MODE == "no-hello":
        sleep()
    if MODE == "exits-at-once":
        sys.exit("no such device")
    say(HELLO.replace("compares", "prefers") if MODE == "newer" else HELLO)
    if MODE == "slow-reader":
        time.sleep(1)
    held, answered = None, 0
    lines = []
    for line in sys.stdin:
        lines.append(line.rstrip("\n"))
        if not line.startswith("end "):
            continue
        number, named = line.split()[1], next(line for line in lines if line.startswith("pasids "))
        if "13" in named.split():
            misbehave(number, lines)
        elif MODE == "out-of-order" and held is None and number == "1000000" and len(lines) > 10:
            held = answer(number, lines)
        else:
            answered += 1
            if MODE == "tires" and answered > 20000:
                sys.exit(6)
            errno = 16 if MODE == "remembers" and answered % 2 == 0 else 22
            say("\n".join(answer(number, lines, errno)))
            if held:
                say("\n".join(held))
                held = []
        lines = []
    if MODE in ("stubborn", "ignores-end"):
        sleep()


main()
