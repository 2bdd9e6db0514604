/** What came in since the last look: announced to screen readers, and noted on screen when it is somewhere else. */

import { avatar } from "./avatar.js";
import { nameOf, person, titleOf } from "./directory.js";
import { go, here } from "./route.js";
import { announce, toast } from "./toasts.js";
import { withEmoji } from "./emoji.js";
import { inline } from "./mrkdwn.js";

/** What a notification on a phone would say: the message's text, line by line, without marks. */
function wordsOf(message) {
  const lines = (message.text ?? "").split("\n").map((line) => withEmoji(inline(line).textContent.trim()));
  return lines.filter(Boolean).join("\n");
}

/** Compares two states of the same person. */
export function notice(state, previous) {
  if (!previous || previous.me.id !== state.me.id) return;
  for (const channel of state.channels) {
    const known = new Set((previous.messages[channel.id] ?? []).map(({ ts }) => ts));
    const fresh = (state.messages[channel.id] ?? []).filter(({ ts, user }) => !known.has(ts) && user !== state.me.id);
    fresh.slice(-3).forEach((message) => tell(message, channel, state));
  }
}

function tell(message, channel, state) {
  const who = nameOf(person(message.user) ?? { name: message.username });
  const words = wordsOf(message);
  const thread = message.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : null;
  announce(`${who}${message.ephemeral ? ", only to you" : ""}: ${words}`);
  const looking = channel.id === here.channel && here.tab === "messages" && (!thread || here.thread === thread);
  if (looking || !concerns(message, channel, state)) return;
  const open = () => go({ channel: channel.id, thread, tab: "messages" });
  const where = channel.kind === "channel" || channel.kind === "private" ? `${who} in ${titleOf(channel)}` : who;
  toast(words, {
    kind: "arrival",
    title: where,
    picture: avatar(person(message.user) ?? { id: message.user, is_bot: message.bot }, 32),
    open,
  });
}

/** A note is for what is addressed to one, and for what the app says unasked. */
const concerns = (message, channel, state) =>
  channel.kind === "dm" || channel.kind === "app" || message.bot || (message.text ?? "").includes(`<@${state.me.id}`);
