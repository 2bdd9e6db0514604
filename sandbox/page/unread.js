/** What the person has not seen yet, channel by channel. */

const seen = new Map();
const reported = new Map();

const key = (state, channel) => `${state.me.id}/${channel}`;
const others = (state, message) => message.user !== state.me.id;
const top = (message) => !message.thread_ts || message.thread_ts === message.ts;

/** How many messages wait in a channel: the server's count until the channel was opened here, our own after that. */
export function unread(state, channel) {
  const since = seen.get(key(state, channel.id));
  if (since === undefined) return channel.unread ?? 0;
  return (state.messages[channel.id] ?? []).filter((message) => Number(message.ts) > since && others(state, message))
    .length;
}

/** The ts of the first unread message in a channel, for the "New" line; null when all was seen. */
export function firstUnread(state, channel) {
  const count = unread(state, channel);
  const messages = (state.messages[channel.id] ?? []).filter((message) => top(message) && others(state, message));
  return count && messages.length > count ? (messages.at(-count)?.ts ?? null) : null;
}

/** The person looks at this channel: everything in it is seen. Says whether the server still counts some as unread. */
export function look(state, channel) {
  const last = Math.max(0, ...(state.messages[channel] ?? []).map(({ ts }) => Number(ts)));
  const told = reported.get(key(state, channel));
  seen.set(key(state, channel), last);
  reported.set(key(state, channel), last);
  return told !== last && (state.channels.find(({ id }) => id === channel)?.unread ?? 0) > 0;
}

/** Another scene: nothing here has been seen. */
export function unseen() {
  seen.clear();
  reported.clear();
}
