"""Answers the questions of a command on a terminal: terminal.py ANSWERS COMMAND..., where ANSWERS is JSON [[question, answer], ...], and an answer is a line or {"key": a key alone}."""
import json
import os
import pty
import select
import sys

answers = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = ""
while True:
    if not select.select([terminal], [], [], 60)[0]:
        sys.exit("nothing more came, after: " + shown[-2000:])
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    shown += part.decode("utf8", "replace")
    if answers and answers[0][0] in shown:
        question, answer = answers.pop(0)
        shown = shown[shown.index(question) + len(question):]
        os.write(terminal, (answer["key"] if isinstance(answer, dict) else answer + "\r").encode())
_, status = os.waitpid(child, 0)
print(json.dumps({"exitCode": os.waitstatus_to_exitcode(status), "unanswered": answers, "said": shown}))
