/** Lets the page answer its user before the work goes on. */
export async function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
