// Every operation that this storefront sends. `canonicalUrl`, `resolvePath`, `page`, `content`, the session, signing on and
// off and payments are the service's own; everything else is Commerce's.

const CARD = `fragment Card on ProductInterface {
  __typename uid sku name canonicalUrl stock_status
  small_image { url }
  price_range {
    minimum_price { final_price { value currency } regular_price { value currency } discount { percent_off } }
    maximum_price { final_price { value currency } }
  }
}`;

const CART = `fragment CartParts on Cart {
  id email total_quantity
  itemsV2(pageSize: 100) {
    items {
      __typename uid quantity
      product { sku name canonicalUrl thumbnail { url } }
      prices { price { value currency } row_total { value currency } }
      errors { message }
      ... on ConfigurableCartItem { configurable_options { option_label value_label } }
    }
  }
  applied_coupons { code }
  prices {
    subtotal_excluding_tax { value currency }
    applied_taxes { label amount { value currency } }
    discounts { label amount { value currency } }
    grand_total { value currency }
  }
  shipping_addresses {
    firstname lastname street city postcode telephone region { region_id } country { code }
    available_shipping_methods { carrier_code method_code carrier_title method_title available amount { value currency } }
    selected_shipping_method { carrier_code method_code amount { value currency } }
  }
  available_payment_methods { code title }
}`;

const WORDS = `fragment Words on ContentEntry {
  title path isFallback seo { title }
  blocks {
    kind
    ... on HeroBlock { heading html link { text url } }
    ... on RichTextBlock { html }
    ... on HtmlBlock { html }
    ... on ImageBlock { caption media { url alt width height } }
    ... on ProductListBlock { heading products { ...Card } }
  }
}`;
const PAGE = `fragment Page on ContentEntry { ...Words blocks { ... on EntryBlock { entry { ...Words } } } }`;

export const SHOP = `query Shop {
  storeConfig { store_name locale }
  availableStores { store_code store_name locale is_default_store }
  currency { available_currency_codes default_display_currency_code }
  categoryList {
    children { name canonicalUrl include_in_menu children { name canonicalUrl include_in_menu } }
  }
}`;

export const HOME = `query Home {
  page(path: "/") { ...Page }
  products(filter: {}, pageSize: 8, sort: { position: ASC }) { items { ...Card } }
} ${PAGE} ${WORDS} ${CARD}`;

export const ROUTE = `query Route($path: String!) {
  resolvePath(path: $path) {
    __typename canonicalUrl
    ... on RedirectPath { target }
    ... on ContentPath { page { ...Page } }
    ... on CmsPagePath { cmsPage { title content_heading content } }
    ... on CategoryPath {
      category { uid name description breadcrumbs { category_name } content { ...Words } }
    }
    ... on ProductPath {
      product {
        ...Card
        about: description { html }
        short_description { html }
        media_gallery { url label }
        related_products { ...Card }
        content { ...Words }
        ... on ConfigurableProduct {
          configurable_options { attribute_code label values { uid store_label swatch_data { __typename value } } }
          variants {
            attributes { code uid }
            product {
              sku stock_status small_image { url }
              price_range { minimum_price { final_price { value currency } regular_price { value currency } } }
            }
          }
        }
      }
    }
  }
} ${PAGE} ${WORDS} ${CARD}`;

export const LISTING = `query Listing(
  $search: String, $filter: ProductAttributeFilterInput!, $page: Int!, $sort: ProductAttributeSortInput
) {
  products(search: $search, filter: $filter, pageSize: 12, currentPage: $page, sort: $sort) {
    total_count
    page_info { current_page total_pages }
    sort_fields { default options { label value } }
    aggregations { attribute_code label options { label value count } }
    items { ...Card }
  }
} ${CARD}`;

export const NEW_CART = "mutation NewCart { createGuestCart { cart { id } } }";
export const READ_CART = `query ReadCart($id: String!) { cart(cart_id: $id) { ...CartParts } } ${CART}`;
export const CUSTOMER_CART = "query CustomerCart { customerCart { id } }";

export const ADD = `mutation Add($id: String!, $items: [CartItemInput!]!) {
  addProductsToCart(cartId: $id, cartItems: $items) { cart { ...CartParts } user_errors { message } }
} ${CART}`;

export const UPDATE = `mutation Update($id: String!, $uid: ID!, $quantity: Float!) {
  updateCartItems(input: { cart_id: $id, cart_items: [{ cart_item_uid: $uid, quantity: $quantity }] }) {
    cart { ...CartParts }
  }
} ${CART}`;

export const REMOVE = `mutation Remove($id: String!, $uid: ID!) {
  removeItemFromCart(input: { cart_id: $id, cart_item_uid: $uid }) { cart { ...CartParts } }
} ${CART}`;

export const COUPON = `mutation Coupon($id: String!, $code: String!) {
  applyCouponToCart(input: { cart_id: $id, coupon_code: $code }) { cart { ...CartParts } }
} ${CART}`;

export const NO_COUPON = `mutation NoCoupon($id: String!) {
  removeCouponFromCart(input: { cart_id: $id }) { cart { ...CartParts } }
} ${CART}`;

export const COUNTRIES = "query Countries { countries { id full_name_locale available_regions { id name } } }";

// Several mutations in one request are done in this order.
export const DELIVER_TO = `mutation DeliverTo(
  $id: String!, $email: String!, $guest: Boolean!, $address: CartAddressInput!
) {
  setGuestEmailOnCart(input: { cart_id: $id, email: $email }) @include(if: $guest) { cart { id } }
  setShippingAddressesOnCart(input: { cart_id: $id, shipping_addresses: [{ address: $address }] }) { cart { id } }
  setBillingAddressOnCart(input: { cart_id: $id, billing_address: { address: $address } }) { cart { ...CartParts } }
} ${CART}`;

export const SHIP_BY = `mutation ShipBy($id: String!, $method: ShippingMethodInput!) {
  setShippingMethodsOnCart(input: { cart_id: $id, shipping_methods: [$method] }) { cart { ...CartParts } }
} ${CART}`;

export const PAY_BY = `mutation PayBy($id: String!, $payment: PaymentMethodInput!) {
  setPaymentMethodOnCart(input: { cart_id: $id, payment_method: $payment }) { cart { id } }
}`;

export const PLACE_ORDER = `mutation PlaceOrder($id: String!) {
  placeOrder(input: { cart_id: $id }) {
    orderV2 { number email total { grand_total { value currency } } }
    errors { message }
  }
}`;

const WHO = `fragment Who on Session {
  signedIn cartId
  preview { endsAt }
  customer { firstname }
  cartMerge { status lost { name quantity reason } lostCoupons }
}`;

export const SESSION = `query Session { session { ...Who } } ${WHO}`;
export const REMEMBER_CART = "mutation RememberCart($id: ID!) { rememberCart(cartId: $id) { signedIn } }";
export const SIGN_IN = `mutation SignIn($input: SignInWithPasswordInput!) {
  signInWithPassword(input: $input) { ...Who }
} ${WHO}`;
export const SIGN_OUT = "mutation SignOut($returnTo: String) { signOut(returnTo: $returnTo) { providerLogoutUrl } }";
export const SIGN_OUT_EVERYWHERE = "mutation SignOutEverywhere { signOutEverywhere { ended } }";
export const DEVICES = "query Devices { session { devices { handle browser signedOnAt lastSeenAt current } } }";
export const END_DEVICE = "mutation EndDevice($handle: ID!) { signOutDevice(handle: $handle) }";
export const ACCOUNT = `query Account {
  customer {
    firstname lastname email
    addresses {
      default_shipping firstname lastname street city postcode country_code telephone region { region_id }
    }
    orders(pageSize: 20) {
      items { number order_date status total { grand_total { value currency } } items { product_name quantity_ordered } }
    }
  }
}`;

export const PAYMENT_OPTIONS = "query PaymentOptions($id: ID!) { paymentOptions(cartId: $id) { provider method label } }";
export const START_PAYMENT = `mutation StartPayment($input: StartPaymentInput!) {
  startPayment(input: $input) { id nextAction { ... on PaymentRedirect { url } } error { message } }
}`;
export const PAYMENT = `query Payment($id: ID!) {
  payment(id: $id) { status amount { value currency } order { number } error { message nextStep } }
}`;
