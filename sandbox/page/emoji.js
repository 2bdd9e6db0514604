/** The emoji names that shop messages use, drawn with the system's own emoji. */

const TABLE = `
white_check_mark ✅  heavy_check_mark ✔️  x ❌  warning ⚠️  rotating_light 🚨  no_entry ⛔  no_entry_sign 🚫  question ❓
exclamation ❗  grey_question ❔  information_source ℹ️  bulb 💡  bell 🔔  no_bell 🔕  mega 📣  loudspeaker 📢
hourglass ⌛  hourglass_flowing_sand ⏳  stopwatch ⏱️  alarm_clock ⏰  clock8 🕗  clock9 🕘  calendar 📆  date 📅
spiral_calendar_pad 🗓️  chart_with_upwards_trend 📈  chart_with_downwards_trend 📉  bar_chart 📊  arrow_up ⬆️
arrow_down ⬇️  arrow_upper_right ↗️  arrow_lower_right ↘️  arrow_right ➡️  arrow_left ⬅️  arrow_forward ▶️
left_right_arrow ↔️  small_red_triangle 🔺  small_red_triangle_down 🔻  red_circle 🔴  large_orange_circle 🟠
orange_circle 🟠  large_yellow_circle 🟡  yellow_circle 🟡  large_green_circle 🟢  green_circle 🟢  large_blue_circle 🔵
large_purple_circle 🟣  white_circle ⚪  black_circle ⚫  large_red_square 🟥  large_green_square 🟩  small_blue_diamond 🔹
small_orange_diamond 🔸  moneybag 💰  money_with_wings 💸  pound 💷  euro 💶  dollar 💵  credit_card 💳  receipt 🧾
shopping_trolley 🛒  shopping_bags 🛍️  package 📦  truck 🚚  label 🏷️  gift 🎁  convenience_store 🏪
department_store 🏬  factory 🏭  coat 🧥  shirt 👕  tshirt 👕  dress 👗  shoe 👞  athletic_shoe 👟  socks 🧦  scarf 🧣
gloves 🧤  tophat 🎩  fire 🔥  zap ⚡  star ⭐  star2 🌟  sparkles ✨  tada 🎉  confetti_ball 🎊  rocket 🚀  trophy 🏆
dart 🎯  medal 🏅  first_place_medal 🥇  second_place_medal 🥈  third_place_medal 🥉  crown 👑  gem 💎
memo 📝  pencil ✏️  pencil2 ✏️  clipboard 📋  page_facing_up 📄  newspaper 📰  bookmark 🔖  pushpin 📌  paperclip 📎
link 🔗  mag 🔍  mag_right 🔎  lock 🔒  unlock 🔓  closed_lock_with_key 🔐  key 🔑  shield 🛡️  gear ⚙️  wrench 🔧
hammer 🔨  toolbox 🧰  construction 🚧  recycle ♻️  repeat 🔁  arrows_counterclockwise 🔄  inbox_tray 📥  outbox_tray 📤
email 📧  envelope ✉️  speech_balloon 💬  thought_balloon 💭  left_speech_bubble 🗨️  telephone_receiver 📞  iphone 📱
computer 💻  desktop_computer 🖥️  globe_with_meridians 🌐  earth_africa 🌍  satellite 📡  robot_face 🤖  eyes 👀  eye 👁️
wave 👋  thumbsup 👍  +1 👍  thumbsdown 👎  -1 👎  clap 👏  raised_hands 🙌  pray 🙏  muscle 💪  ok_hand 👌  point_right 👉
point_down 👇  point_up ☝️  writing_hand ✍️  handshake 🤝  heart ❤️  broken_heart 💔  smile 😄  grinning 😀  slightly_smiling_face 🙂
joy 😂  wink 😉  thinking_face 🤔  neutral_face 😐  confused 😕  cry 😢  sob 😭  scream 😱  sunglasses 😎  sleeping 😴  zzz 💤
sunny ☀️  partly_sunny ⛅  cloud ☁️  rain_cloud 🌧️  snowflake ❄️  snowman ⛄  christmas_tree 🎄  jack_o_lantern 🎃
egg 🥚  crescent_moon 🌙  coffee ☕  beer 🍺  cake 🍰  seedling 🌱  leaves 🍃  traffic_light 🚦  checkered_flag 🏁
triangular_flag_on_post 🚩  gb 🇬🇧  us 🇺🇸  de 🇩🇪  fr 🇫🇷  ie 🇮🇪  nl 🇳🇱  es 🇪🇸  it 🇮🇹  new 🆕  ok 🆗  100 💯
heavy_plus_sign ➕  heavy_minus_sign ➖  one 1️⃣  two 2️⃣  three 3️⃣  four 4️⃣  five 5️⃣  art 🎨  camera 📷  frame_with_picture 🖼️
wastebasket 🗑️  put_litter_in_its_place 🚮  door 🚪  ticket 🎫  crystal_ball 🔮  ballot_box_with_check ☑️  books 📚
`;

export const EMOJI = new Map([...TABLE.matchAll(/(\S+) (\S+)(?:\s|$)/g)].map(([, name, picture]) => [name, picture]));

/** The picture for `:name:`, or the typed text where we have none. */
export const emoji = (name) => EMOJI.get(name.split("::")[0]) ?? `:${name}:`;

/** Plain text with its `:names:` drawn. */
export const withEmoji = (text) => String(text).replace(/:([a-z0-9_+-]+):/g, (typed, name) => EMOJI.get(name) ?? typed);
