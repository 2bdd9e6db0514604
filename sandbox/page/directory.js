/** Who is who and where is where, by id, for everything that shows a name. */

const people = new Map();
const places = new Map();

export function learn(state) {
  people.clear();
  places.clear();
  state.users = state.users.map(known).filter((user) => !user.deleted || user.id === state.me.id);
  state.me = known(state.me);
  for (const user of state.users) people.set(user.id, user);
  for (const channel of state.channels) places.set(channel.id, channel);
}

/** One spelling for what the server may call by two names. */
const known = (user) => ({
  ...user,
  guest: Boolean(user.guest ?? user.is_guest),
  stranger: Boolean(user.is_stranger),
  color: user.color ?? user.colour ?? "",
});

/** Slack's own voice, which is nobody one can be or write to. */
export const isSlackbot = (user) => user.id === "USLACKBOT";

/** The small words beside a name: "APP", "GUEST", "EXTERNAL". */
export function badgeOf(user) {
  if (user?.is_bot) return "APP";
  if (user?.stranger) return "EXTERNAL";
  return user?.guest ? "GUEST" : null;
}

export const person = (id) => people.get(id) ?? null;
export const place = (id) => places.get(id) ?? null;
export const everyone = () => [...people.values()];
export const everywhere = () => [...places.values()];

/** The name a person goes by. */
export const nameOf = (user) => user?.real_name || user?.name || "Someone";

/** "#sales", "Dana Reyes" or "Shelftalk". */
export function titleOf(channel) {
  if (!channel) return "…";
  return channel.kind === "channel" || channel.kind === "private" ? `#${channel.name}` : channel.name;
}
