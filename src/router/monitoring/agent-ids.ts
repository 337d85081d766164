/** Ids of agents as small integers; one that is released is given to the next. Cost: one look-up in a map. */
export class AgentIds {
  readonly #numbers = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #free: number[] = [];

  /** @returns its number, −1 where it has none */
  find(id: string): number {
    return this.#numbers.get(id) ?? -1;
  }

  idOf(agent: number): string {
    return this.#ids[agent];
  }

  /** Gives a number to an id that has none. */
  take(id: string): number {
    const agent = this.#free.pop() ?? this.#ids.length;
    this.#ids[agent] = id;
    this.#numbers.set(id, agent);
    return agent;
  }

  release(agent: number): void {
    this.#numbers.delete(this.#ids[agent]);
    this.#ids[agent] = '';
    this.#free.push(agent);
  }
}
