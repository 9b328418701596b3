// The passwords of twelve characters and more, and the words that longer ones are built around, that attackers try first.

/** In lower case. Whole passwords, and words to which people add digits and signs until they are long enough. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  password passwort passw0rd p@ssword p@ssw0rd motdepasse contrasena wachtwoord parola haslo lozinka
  passwordpassword password1234 password12345 password123456 1234password mypassword mypassword123 newpassword
  newpassword1 changeme changeme123 changemenow changeit letmein letmeinnow welcome welcome12345 welcomehome
  administrator admin adminadmin admin1234567 adminpassword root rootroot toor superuser sysadmin guest guestguest
  default defaultpassword secret supersecret topsecret temp temporary test testtest testpassword testing
  iloveyou iloveyou1234 ilovemyself princess princess1234 sunshine sunshine1234 football baseball basketball
  superman batman starwars pokemon dragon monkey shadow master michael jennifer charlie jordan ashley
  whatever trustno1 qwerty qwertyuiop qwertyuiop12 qwertyuiop123 qwerty123456 qwertyqwerty qwertz qwertzuiop azerty
  azertyuiop asdfgh asdfghjkl asdfghjkl123 asdfasdfasdf zxcvbn zxcvbnm zxcvbnm12345 qazwsx qazwsxedc qazwsxedcrfv
  1qaz2wsx3edc 1qaz2wsx3edc4rfv 1q2w3e4r5t6y 1q2w3e4r5t6y7u q1w2e3r4t5y6 qweasdzxc qweasdzxc123 zaq12wsxcde3
  123456789012 1234567890123 12345678901234 1234567890qwerty 123456123456 123123123123 111222333444 112233445566
  098765432109 987654321098 0987654321qwe 012345678901 121212121212 123412341234 147258369147 159357159357
  abcdefghijkl abcdefghijklm abcd1234abcd abc123abc123 abc123456789 a1b2c3d4e5f6 aa1234567890 qwe123qwe123 asd123asd123
  correcthorsebatterystaple correct horse battery staple thequickbrownfox
  gatehouse gatehousegatehouse gatehouse1234 registry packages package
  `
    .trim()
    .split(/\s+/)
    .concat('correct horse battery staple', 'the quick brown fox'),
);
