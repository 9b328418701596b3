// The three policies that come with the house, as the documents that `policy show` prints.

/** The names of the presets, from mild to severe. */
export const PRESET_NAMES = ['observe', 'balanced', 'strict'] as const;

export type PresetName = (typeof PRESET_NAMES)[number];

const FLOOR = `# --- The floor: no waiver silences these rules, no view loosens them. ---

[[rules]]
id = "malware"
on = "malware"
action = "block"
# A record that condemns every version blocks the name when the package was younger than this at the record's date.
young_package_days = 180
# In an older package it blocks the versions listed, those published this long before the record, and all after it.
window_days = 30
others_action = "warn"

[[rules]]
id = "digest-changed"
on = "digest-changed"
action = "block"
# Where the upstream declares no digest, a change is an alarm only.
undeclared_action = "warn"

[[rules]]
id = "reserved-name"
on = "reserved-name"
action = "block"

# --- What people decided. ---

[[rules]]
id = "quarantine"
on = "quarantine"
action = "block"
`;

const BALANCED = `# Known attacks are refused, fresh versions wait, exploited versions give way to their fixes.
# What cannot be decided is refused.
unknown = "block"
require_feeds = false

${FLOOR}
# --- What upstreams did. ---

[[rules]]
id = "removed-upstream"
on = "removed-upstream"
within_days = 14
action = "block"
# Removed later: what is cached here is served.
later_action = "warn"
uncached_action = "block"

# --- Age. ---

[[rules]]
id = "young-version"
on = "young-version"
# Only what has not been served from here yet.
block_under_hours = 24
hide_under_hours = 72

# The exact version that a reviewed advisory names as its fix does not wait, when it brings no new install script,
# loses no provenance and comes from a publisher seen before.
[[rules]]
id = "fast-lane"
on = "fast-lane"
min_score = 7
known_exploited = true

# --- What was looked at before it is used. ---

# Nothing has to be vetted. What was rejected is not offered to anybody new; lock files that name it go on.
[[rules]]
id = "vetting"
on = "vetting"
unvetted_action = "allow"
rejected_action = "hide"
expired_action = "allow"
conditions_action = "warn"

# --- Vulnerabilities. ---

[[rules]]
id = "known-exploited"
on = "advisory"
known_exploited = true
fix = "same-line"
action = "hide"
without_fix_action = "warn"

[[rules]]
id = "critical-advisory"
on = "advisory"
min_score = 9
fix = "anywhere"
action = "warn"

# --- What we do not know. ---

[[rules]]
id = "feeds"
on = "feeds"
missing_action = "warn"
stale_action = "warn"
`;

const OBSERVE = `# Nothing waits: rules only record what they would have done. The floor and quarantines hold all the same.
unknown = "allow"
require_feeds = false

${FLOOR}
# --- Recorded only. ---

[[rules]]
id = "removed-upstream"
on = "removed-upstream"
mode = "observe"

[[rules]]
id = "young-version"
on = "young-version"
mode = "observe"
block_under_hours = 24
hide_under_hours = 72

[[rules]]
id = "fast-lane"
on = "fast-lane"
mode = "observe"
min_score = 7

[[rules]]
id = "vetting"
on = "vetting"
mode = "observe"
unvetted_action = "allow"
rejected_action = "hide"
expired_action = "allow"
conditions_action = "allow"

[[rules]]
id = "known-exploited"
on = "advisory"
mode = "observe"
known_exploited = true
fix = "same-line"
action = "hide"
without_fix_action = "warn"

[[rules]]
id = "critical-advisory"
on = "advisory"
mode = "observe"
min_score = 9
fix = "anywhere"
action = "warn"

[[rules]]
id = "feeds"
on = "feeds"
missing_action = "warn"
stale_action = "warn"
`;

const STRICT = `# For those who would rather wait: longer ages, no lost provenance, no new install scripts, no serving without feeds.
unknown = "block"
require_feeds = true

${FLOOR}
# --- What upstreams and publishers did. ---

[[rules]]
id = "removed-upstream"
on = "removed-upstream"
within_days = 90
action = "block"
later_action = "hide"
uncached_action = "block"

[[rules]]
id = "yanked"
on = "yanked"
action = "hide"

[[rules]]
id = "deprecated"
on = "deprecated"
action = "warn"

[[rules]]
id = "provenance-lost"
on = "provenance-lost"
action = "hide"

[[rules]]
id = "install-script"
on = "install-script"
when = "new"
action = "hide"

# --- Age. ---

[[rules]]
id = "young-version"
on = "young-version"
block_under_hours = 72
hide_under_hours = 168

[[rules]]
id = "fast-lane"
on = "fast-lane"
min_score = 7
known_exploited = true

# --- What was looked at before it is used. ---

# What was rejected is refused. To take only what was approved: unvetted_action = "hide" (or "block").
[[rules]]
id = "vetting"
on = "vetting"
unvetted_action = "allow"
rejected_action = "block"
expired_action = "warn"
conditions_action = "warn"

# --- Vulnerabilities. ---

[[rules]]
id = "known-exploited"
on = "advisory"
known_exploited = true
fix = "same-line"
action = "block"
without_fix_action = "warn"

[[rules]]
id = "critical-advisory"
on = "advisory"
min_score = 9
fix = "same-line"
action = "hide"
without_fix_action = "warn"

[[rules]]
id = "high-advisory"
on = "advisory"
min_score = 7
fix = "anywhere"
action = "warn"

# --- What we do not know. ---

[[rules]]
id = "feeds"
on = "feeds"
missing_action = "block"
stale_action = "warn"
`;

/** The document of each preset: complete TOML that stands by itself. */
export const PRESETS: Readonly<Record<PresetName, string>> = {
  observe: OBSERVE,
  balanced: BALANCED,
  strict: STRICT,
};
