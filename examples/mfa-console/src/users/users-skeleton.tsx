/** Where the users will be. */
export function UsersSkeleton() {
  return (
    <div className="users" aria-busy="true">
      <p className="found" role="status">
        Reading the account…
      </p>
      <div className="skeleton-rows" aria-hidden="true">
        {["a", "b", "c", "d", "e", "f", "g", "h"].map((row) => (
          <span key={row} className="skeleton" />
        ))}
      </div>
    </div>
  );
}
