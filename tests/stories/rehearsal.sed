mails_per_day: 40 => mails_per_day: 40\nmode: rehearsal\nrehearsal: {to: huang.wei@corp.example}
