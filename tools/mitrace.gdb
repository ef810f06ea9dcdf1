# Commands for gdb in a client that is replayed: `mitrace replay --gdb` reads this file, or source it yourself.

define mitrace-point
  printf "%s\n", (char *)&mitrace_replay_operation
  set $mitrace_line = 15
  while $mitrace_line > 0 && *((char *)&mitrace_replay_events + $mitrace_line * 512) == 0
    set $mitrace_line = $mitrace_line - 1
  end
  printf "%s\n", (char *)&mitrace_replay_events + $mitrace_line * 512
end
document mitrace-point
Where the replay is: the operation, and the event that is given to the client, or was given last.
end

define mitrace-events
  set $mitrace_line = 0
  while $mitrace_line < 16 && *((char *)&mitrace_replay_events + $mitrace_line * 512) != 0
    printf "%s\n", (char *)&mitrace_replay_events + $mitrace_line * 512
    set $mitrace_line = $mitrace_line + 1
  end
end
document mitrace-events
The last events that the client was given, oldest first.
end
