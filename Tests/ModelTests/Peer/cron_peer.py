"""Answers questions about crontab lines, read from standard input, each on a line with tabs between:

    next EXPRESSION ZONE INSTANT      the times before and after the instant, by croniter
    all EXPRESSION ZONE FROM UNTIL    all times in between (FROM included), by walking through them minute by minute

Times are in seconds since 1970. The walk knows nothing of croniter: it keeps Vixie cron's virtual time.
"""
import sys
from datetime import datetime, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from croniter import croniter

MONTHS = dict(zip("jan feb mar apr may jun jul aug sep oct nov dec".split(), range(1, 13)))
DAYS = dict(zip("sun mon tue wed thu fri sat".split(), range(7)))
FIELDS = [(0, 59, {}), (0, 23, {}), (1, 31, {}), (1, 12, MONTHS), (0, 7, DAYS)]
LEAD, CORRECTION = 6 * 60, 3 * 60


@lru_cache(maxsize=None)
def field(text, index):
    low, high, names = FIELDS[index]
    values = set()
    for part in text.lower().split(","):
        span, _, step = part.partition("/")
        first, dash, last = (str(low), "-", str(high)) if span == "*" else span.partition("-")
        first = names[first] if first in names else int(first)
        last = first if not dash else names[last] if last in names else int(last)
        if names is DAYS and dash and last == 0 < first:
            last = 7
        values.update(range(first, last + 1, int(step or 1)))
    return frozenset(value % 7 for value in values) if names is DAYS else frozenset(values)


def local(minute, zone):
    """The clock's minutes since 1970, as if it were at Greenwich."""
    moment = datetime.fromtimestamp(minute * 60, timezone.utc).astimezone(zone)
    return minute + int(moment.utcoffset().total_seconds()) // 60


@lru_cache(maxsize=None)
def shown(minute):
    moment = datetime.fromtimestamp(minute * 60, timezone.utc)
    return (moment.minute, moment.hour, moment.day, moment.month, moment.isoweekday() % 7)


@lru_cache(maxsize=None)
def ticks(zone, first, last):
    """For each minute what jobs with a star see, and all that jobs at a fixed time see."""
    zone = ZoneInfo(zone)
    virtual = local(first - LEAD - 1, zone)
    result = []
    for minute in range(first - LEAD, last):
        clock = local(minute, zone)
        if abs(clock - virtual - 1) >= CORRECTION:
            virtual = clock - 1
        result.append((minute, shown(clock), [shown(passed) for passed in range(virtual + 1, clock + 1)]))
        virtual = max(virtual, clock)
    return result[LEAD:]


def walk(expression, zone, first, last):
    texts = expression.split()
    minutes, hours, days, months, weekdays = (field(text, index) for index, text in enumerate(texts))
    follows = texts[0].startswith("*") or texts[1].startswith("*")
    both = texts[2].startswith("*") or texts[4].startswith("*")

    def matches(time):
        minute, hour, day, month, weekday = time
        if minute not in minutes or hour not in hours or month not in months:
            return False
        return (day in days and weekday in weekdays) if both else (day in days or weekday in weekdays)

    for minute, clock, passed in ticks(zone, first // 60, last // 60):
        if matches(clock) if follows else any(map(matches, passed)):
            yield minute * 60


def around(expression, zone, instant):
    moment = datetime.fromtimestamp(instant, ZoneInfo(zone))
    for step in ("get_prev", "get_next"):
        yield int(getattr(croniter(expression, moment, implement_cron_bug=True), step)(float))


def main():
    for line in sys.stdin.read().splitlines():
        kind, expression, zone, *numbers = line.split("\t")
        answer = {"next": around, "all": walk}[kind](expression, zone, *map(int, numbers))
        print(*answer)


main()
