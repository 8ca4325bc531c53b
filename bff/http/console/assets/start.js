// Starts GraphiQL on this address. `?query=` fills the first editor, so that a link can hold a query.
(() => {
  const parameters = new URLSearchParams(window.location.search);
  const fetcher = GraphiQL.createFetcher({
    url: window.location.pathname,
    headers: { Accept: 'application/graphql-response+json, application/json;q=0.9' },
  });
  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(GraphiQL, {
      fetcher,
      query: parameters.get('query') ?? undefined,
      variables: parameters.get('variables') ?? undefined,
      defaultQuery: '# Ask for anything that Commerce offers, and for ours.\n{\n  storeConfig {\n    store_name\n  }\n}\n',
      shouldPersistHeaders: false,
    }),
  );
})();
