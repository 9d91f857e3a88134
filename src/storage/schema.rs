// @generated automatically by Diesel CLI.

diesel::table! {
    access_tokens (id, tenant_id) {
        tenant_id -> BigInt,
        id -> BigInt,
        digest -> Binary,
        hint -> Text,
        family_id -> Nullable<BigInt>,
        client_tenant_id -> BigInt,
        client_id -> BigInt,
        user_id -> BigInt,
        scopes -> Text,
        audience -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        used_at -> Nullable<BigInt>,
        ends_at -> BigInt,
    }
}

diesel::table! {
    api_token_announcements (tenant_id, digest) {
        tenant_id -> BigInt,
        digest -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    api_token_counts (tenant_id) {
        tenant_id -> BigInt,
        tokens -> BigInt,
        most -> BigInt,
    }
}

diesel::table! {
    api_token_usage (tenant_id, digest) {
        tenant_id -> BigInt,
        digest -> Binary,
        api_token_id -> BigInt,
        day -> BigInt,
        accepted -> Bool,
        user_id -> Nullable<BigInt>,
        ip_address -> Text,
        user_agent -> Text,
        path -> Text,
        calls -> BigInt,
        first_at -> BigInt,
        last_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    api_tokens (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        digest -> Binary,
        hint -> Text,
        description -> Text,
        creator_id -> Nullable<BigInt>,
        assigned_user_id -> Nullable<BigInt>,
        scopes -> Nullable<Text>,
        allowed_ips -> Nullable<Text>,
        expires_at -> Nullable<BigInt>,
        deactivated_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    audit_events (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        created_at -> BigInt,
        action -> Text,
        actor_type -> Text,
        actor_id -> Nullable<BigInt>,
        actor_name -> Text,
        source_type -> Text,
        source_id -> Nullable<BigInt>,
        source_label -> Text,
        details -> Text,
        ip_address -> Text,
        actor_external_id -> Nullable<Text>,
        source_external_id -> Nullable<Text>,
    }
}

diesel::table! {
    authorization_codes (digest, tenant_id) {
        tenant_id -> BigInt,
        digest -> Binary,
        family_id -> BigInt,
        client_tenant_id -> BigInt,
        client_id -> BigInt,
        user_id -> BigInt,
        redirect_uri -> Text,
        scopes -> Text,
        challenge -> Nullable<Text>,
        audience -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
        redeemed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    client_proposals (tenant_id, client_id) {
        tenant_id -> BigInt,
        client_id -> BigInt,
        user_id -> Nullable<BigInt>,
        created_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        global_client_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    client_secrets (tenant_id, client_id, id) {
        tenant_id -> BigInt,
        client_id -> BigInt,
        id -> BigInt,
        scheme -> Text,
        salt -> Nullable<Text>,
        digest -> Binary,
        hint -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    clients (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        identifier -> Text,
        name -> Text,
        company -> Text,
        description -> Text,
        logo_id -> Nullable<Text>,
        kind -> Text,
        owner_id -> Nullable<BigInt>,
        service_account_id -> Nullable<BigInt>,
        allowed_scopes -> Nullable<Text>,
        access_token_lifetime -> Nullable<BigInt>,
        refresh_token_lifetime -> Nullable<BigInt>,
        access_token_never_expires -> Bool,
        sends_issuer -> Bool,
        active -> Bool,
        used_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    consents (tenant_id, user_id, client_tenant_id, client_id, redirect_uri) {
        tenant_id -> BigInt,
        user_id -> BigInt,
        client_tenant_id -> BigInt,
        client_id -> BigInt,
        redirect_uri -> Text,
        scopes -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    folded_events (tenant_id, subject) {
        tenant_id -> BigInt,
        subject -> Binary,
        event_id -> BigInt,
        ends_at -> BigInt,
    }
}

diesel::table! {
    global_client_settings (tenant_id, client_id) {
        tenant_id -> BigInt,
        client_id -> BigInt,
        service_account_id -> Nullable<BigInt>,
        blocked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    id_blocks (name) {
        name -> Text,
        next_id -> BigInt,
    }
}

diesel::table! {
    imported (tenant_id, digest) {
        tenant_id -> BigInt,
        digest -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    imports (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        scheme -> Text,
        fingerprint -> Text,
        sealed_key -> Nullable<Binary>,
        created_at -> BigInt,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    leeway_salts (tenant_id, span) {
        tenant_id -> BigInt,
        span -> BigInt,
        salt -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    login_attempts (tenant_id, subject) {
        tenant_id -> BigInt,
        subject -> Binary,
        window_ends_at -> BigInt,
        attempts -> BigInt,
    }
}

diesel::table! {
    logos (tenant_id, id) {
        tenant_id -> BigInt,
        id -> Text,
        picture -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    misdirected_clients (tenant_id, client_id) {
        tenant_id -> BigInt,
        client_id -> BigInt,
        attempts -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    needed_steps (step) {
        step -> Text,
    }
}

diesel::table! {
    platform_settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    redirect_uris (tenant_id, client_id, position) {
        tenant_id -> BigInt,
        client_id -> BigInt,
        position -> Integer,
        uri -> Text,
    }
}

diesel::table! {
    refresh_retries (tenant_id, refresh_token_id) {
        tenant_id -> BigInt,
        refresh_token_id -> BigInt,
        salt -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    refresh_tokens (id, tenant_id) {
        tenant_id -> BigInt,
        id -> BigInt,
        digest -> Binary,
        hint -> Text,
        family_id -> BigInt,
        access_token_id -> BigInt,
        successor_id -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
        redeemed_at -> Nullable<BigInt>,
        superseded_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    resource_server_secrets (tenant_id, resource_server_id, id) {
        tenant_id -> BigInt,
        resource_server_id -> BigInt,
        id -> BigInt,
        digest -> Binary,
        hint -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    resource_servers (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        identifier -> Text,
        name -> Text,
        resources -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    sessions (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        user_id -> BigInt,
        digest -> Binary,
        ip_address -> Text,
        user_agent -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sign_in_links (tenant_id, digest) {
        tenant_id -> BigInt,
        digest -> Binary,
        user_id -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sso_assertions (tenant_id, digest) {
        tenant_id -> BigInt,
        digest -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sso_keys (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        kid -> Text,
        algorithm -> Text,
        sealed_secret -> Nullable<Binary>,
        public_key -> Nullable<Binary>,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    tenant_epochs (tenant_id) {
        tenant_id -> BigInt,
        epoch -> BigInt,
    }
}

diesel::table! {
    tenants (id) {
        id -> BigInt,
        subdomain -> Text,
        external_id -> Nullable<Text>,
        name -> Text,
        active -> Bool,
        oauth_access -> Bool,
        api_token_access -> Bool,
        settings -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        logo_id -> Nullable<Text>,
    }
}

diesel::table! {
    token_families (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        version -> BigInt,
        client_tenant_id -> BigInt,
        client_id -> BigInt,
        user_id -> BigInt,
        scopes -> Text,
        access_token_id -> Nullable<BigInt>,
        refresh_token_id -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        revoked_reason -> Nullable<Text>,
    }
}

diesel::table! {
    users (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        external_id -> Nullable<Text>,
        email -> Text,
        email_key -> Text,
        name -> Text,
        role -> Text,
        verified -> Bool,
        suspended -> Bool,
        locale -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        password -> Nullable<Text>,
        password_changed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhook_deliveries (tenant_id, id) {
        tenant_id -> BigInt,
        id -> BigInt,
        body -> Text,
        attempts -> BigInt,
        next_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    webhooks (tenant_id) {
        tenant_id -> BigInt,
        url -> Text,
        sealed_secret -> Binary,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    access_tokens,
    api_token_announcements,
    api_token_counts,
    api_token_usage,
    api_tokens,
    audit_events,
    authorization_codes,
    client_proposals,
    client_secrets,
    clients,
    consents,
    folded_events,
    global_client_settings,
    id_blocks,
    imported,
    imports,
    leases,
    leeway_salts,
    login_attempts,
    logos,
    misdirected_clients,
    needed_steps,
    platform_settings,
    redirect_uris,
    refresh_retries,
    refresh_tokens,
    resource_server_secrets,
    resource_servers,
    sessions,
    sign_in_links,
    sso_assertions,
    sso_keys,
    tenant_epochs,
    tenants,
    token_families,
    users,
    webhook_deliveries,
    webhooks,
);
