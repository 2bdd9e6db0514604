/** Times as the shop's wall clock reads them, whatever zone the browser is in. */

let zone = null;
let offset = 0;
let now = 0;
let heard = 0;

/** Sets the pretend clock: an ISO time with its offset, and the IANA zone where the server names it. */
export function setClock(iso, zoneName) {
  now = Date.parse(iso) / 1000;
  heard = performance.now();
  const match = /([+-])(\d\d):?(\d\d)$/.exec(iso);
  offset = match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60) : 0;
  zone = zoneName ?? null;
}

/** The pretended moment: what the server said, and what has passed since. */
export const clockNow = () => now + (performance.now() - heard) / 1000;

const formats = new Map();

function format(epoch, options) {
  const shown = { timeZone: zone ?? "UTC", ...options };
  const key = JSON.stringify(shown);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", shown));
  return formats.get(key).format(new Date((zone ? epoch : epoch + offset) * 1000));
}

const iso = (epoch) =>
  format(epoch, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/").reverse().join("-");

/** "2026-11-23" */
export const dayOf = iso;
/** "08:01" */
export const timeOf = (epoch) => format(epoch, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/** "Mon 23 Nov" */
export const shortDay = (epoch) => format(epoch, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
/** "Monday 23 November 2026" */
export const longDay = (epoch) =>
  format(epoch, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");
/** "Mon 23 Nov 2026 at 08:01:00" for tooltips */
export const exactly = (epoch) =>
  `${longDay(epoch)} at ${format(epoch, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })}`;

/** "Today", "Yesterday" or the day, as a divider between messages says it. */
export function dividerDay(epoch) {
  const day = iso(epoch);
  if (day === iso(now)) return "Today";
  if (day === iso(now - 86400)) return "Yesterday";
  return format(epoch, { weekday: "long", day: "numeric", month: "long" }).replace(",", "");
}

/** "3 minutes", for "last reply 3 minutes ago". */
export function ago(epoch) {
  const seconds = Math.max(0, now - epoch);
  const [size, word] = [
    [86400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ].find(([unit]) => seconds >= unit) ?? [1, "moment"];
  const count = Math.floor(seconds / size);
  return word === "moment" ? "a moment" : `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Seconds since 1970 of a wall-clock day and time in the shop's zone. */
export function epochOf(day, time) {
  const wall = Date.parse(`${day}T${time}:00Z`) / 1000;
  const shift = (epoch) => Date.parse(`${iso(epoch)}T${timeOf(epoch)}:00Z`) / 1000 - Math.floor(epoch / 60) * 60;
  const guess = wall - shift(wall);
  return wall - shift(guess);
}

/** An instant as ISO, with the clock's own offset. */
export function isoOf(epoch) {
  const minutes = Math.round(
    (epochOf(dayOf(epoch), timeOf(epoch)) - Date.parse(`${dayOf(epoch)}T${timeOf(epoch)}:00Z`) / 1000) / -60,
  );
  const part = (count) => String(Math.abs(Math.trunc(count))).padStart(2, "0");
  return `${dayOf(epoch)}T${timeOf(epoch)}:00${minutes < 0 ? "-" : "+"}${part(minutes / 60)}:${part(minutes % 60)}`;
}

const DATE_WORDS = {
  date_num: iso,
  date: (epoch) => format(epoch, { day: "numeric", month: "long", year: "numeric" }),
  date_short: (epoch) => format(epoch, { day: "numeric", month: "short", year: "numeric" }),
  date_long: longDay,
  date_pretty: (epoch) => relative(epoch, DATE_WORDS.date(epoch)),
  date_short_pretty: (epoch) => relative(epoch, DATE_WORDS.date_short(epoch)),
  date_long_pretty: (epoch) => relative(epoch, longDay(epoch)),
  day_divider_pretty: dividerDay,
  time: timeOf,
  time_secs: (epoch) => format(epoch, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
  ago: (epoch) => (epoch > now ? `in ${ago(2 * now - epoch)}` : `${ago(epoch)} ago`),
};

function relative(epoch, otherwise) {
  const day = iso(epoch);
  if (day === iso(now)) return "today";
  if (day === iso(now - 86400)) return "yesterday";
  return day === iso(now + 86400) ? "tomorrow" : otherwise;
}

/** Slack's `<!date^…^{date_short} at {time}|…>` in words. */
export const dateWords = (epoch, pattern) =>
  pattern.replace(/\{(\w+)\}/g, (typed, name) => DATE_WORDS[name]?.(epoch) ?? typed);
