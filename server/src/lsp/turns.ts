/** Lets what the client sent meanwhile be read first: a cancellation, or an edit that makes the work at hand useless. */
export async function nextTurn(): Promise<void> {
  // A message that has arrived is handed over one turn after it was read, hence two.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
