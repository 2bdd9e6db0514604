/** Who is who and where is where, by id, for everything that shows a name. */

const people = new Map();
const places = new Map();

export function learn(state) {
  people.clear();
  places.clear();
  for (const user of state.users) people.set(user.id, user);
  for (const channel of state.channels) places.set(channel.id, channel);
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
