// All is drawn: boxes that turned out wider than the screen can now be reached.
drawn.push(reachable);
reachable();
