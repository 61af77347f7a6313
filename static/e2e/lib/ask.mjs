// What no page has a button for, or has one that takes long to find.

/** ask sends a command as whoever the page has signed in. */
export const ask = (of, method, path, body) =>
  of.evaluate(
    async ([how, where, what]) => {
      const answer = await fetch(where, {
        method: how,
        headers: {
          "content-type": "application/json",
          "miti-as": ["/counsellor", "/coordinator", "/hosting"].includes(location.pathname)
            ? "staff"
            : "visitor",
        },
        ...(what && { body: JSON.stringify(what) }),
      });
      if (!answer.ok) throw new Error(`${how} ${where}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? undefined : answer.json();
    },
    [method, path, body],
  );
